using Telemetry.Manifests.Model;
using Telemetry.Manifests.Output;
using Telemetry.Manifests.Workloads;

namespace Telemetry.Manifests.Kubernetes;

/// <summary>
/// <c>kubernetes/</c>: a base that each publish overwrites, components that replace a server by an external one, and the overlay
/// <c>production</c>, which belongs to the user after its first publish.
/// </summary>
internal static class KubernetesFiles
{
    private const string Base = "kubernetes/base";
    private const string Written = "Written by ./publish: changes go into overlays/production.";

    public static IEnumerable<OutputFile> Of(Platform platform) =>
        [.. BaseOf(platform), .. Components.Of(platform), .. Overlay.Of(platform)];

    /// <summary>The settings of every service, as of the publish.</summary>
    internal static IEnumerable<Parameter> Settings(Platform platform) =>
        platform.Parameters.Where(parameter => !parameter.Secret).Append(ServiceProfile.Otlp).Append(DatabaseClient.Days);

    private static List<OutputFile> BaseOf(Platform platform)
    {
        var resources = new List<string>();
        var generators = new List<object> { new { name = PodVariables.Settings, envs = new[] { "settings.env" } } };
        var files = new List<OutputFile>();
        void Add(string name, IEnumerable<object> documents)
        {
            resources.Add($"{name}.yaml");
            files.Add(new GeneratedFile($"{Base}/{name}.yaml", Yaml.Of(Written, documents)));
        }

        void AddScript(string name, string content) => files.Add(new GeneratedFile($"{Base}/{name}", content));

        Add("network", Network.Defaults());
        foreach (var service in platform.Services)
            Add(service.Workload.Name, ServiceObjects.Of(service, platform));
        foreach (var server in platform.Servers)
        {
            Add(server.Workload.Name, ServerObjects.Of(server, platform));
            if (ServerProfile.IsRabbitMq(server.Workload))
            {
                var cluster = new RabbitMqCluster(server.Workload.Name, ServerProfile.Of(server));
                var (name, content) = cluster.Configuration();
                AddScript($"{server.Workload.Name}/{name}", content);
                generators.Add(new { name = cluster.ConfigMap, files = new[] { $"{server.Workload.Name}/{name}" } });
            }

            if (ServerProfile.IsPostgres(server.Workload))
            {
                Add(Backups.Name, Backups.Of(server, platform));
                string[] scripts = ["backup.sh", "restore.sh"];
                foreach (var script in scripts)
                    AddScript(script, DatabaseClient.Script(script));
                generators.Add(new { name = Backups.Scripts, files = scripts });
            }
        }

        files.Add(new GeneratedFile(
            $"{Base}/settings.env",
            $"# {Written}\n# Empty: the default. What each one means: README, Configure.\n"
            + string.Concat(Settings(platform).Select(setting => $"{setting.Variable}={setting.Default}\n"))));
        files.Add(new GeneratedFile($"{Base}/kustomization.yaml", Yaml.Of(Written, new
        {
            apiVersion = "kustomize.config.k8s.io/v1beta1",
            kind = "Kustomization",
            labels = new[] { new { pairs = Yaml.Map(("app.kubernetes.io/part-of", "telemetry")), includeTemplates = true } },
            resources,
            configMapGenerator = generators,
        })));
        return files;
    }
}
