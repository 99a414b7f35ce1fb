using Telemetry.Manifests.Model;
using Telemetry.Manifests.Output;
using Telemetry.Manifests.Workloads;

namespace Telemetry.Manifests.Kubernetes;

/// <summary>Parts that an overlay may include: external servers, and the addresses of the images.</summary>
internal static class Components
{
    private const string Folder = "kubernetes/components";

    public static IEnumerable<OutputFile> Of(Platform platform)
    {
        // ./images replaces it by one with the digests of the pushed images.
        const string comment = "./images REGISTRY writes where the images are and their digests.";
        yield return new InitialFile($"{Folder}/images/kustomization.yaml", Yaml.Of(comment, new
        {
            apiVersion = "kustomize.config.k8s.io/v1alpha1",
            kind = "Component",
            images = platform.Services.Select(service => new { name = ServiceProfile.Image(service.Workload.Name), newTag = "latest" }),
        }));
        foreach (var server in platform.Servers)
        {
            yield return new GeneratedFile($"{Folder}/external-{server.Workload.Name}/kustomization.yaml", External(server, platform));
            yield return new GeneratedFile(
                $"{Folder}/external-{server.Workload.Name}/network.yaml",
                Yaml.Of("Written by ./publish.", Network.ToExternal(server.Workload.Name, platform)));
        }
    }

    private static string External(Deployed<Container> server, Platform platform)
    {
        var name = server.Workload.Name;
        var gone = new List<(string ApiVersion, string Kind, string Name)>
        {
            ("apps/v1", "StatefulSet", name),
            ("v1", "Service", name),
            ("v1", "Service", ServerObjects.Nodes(name)),
            ("policy/v1", "PodDisruptionBudget", name),
            ("networking.k8s.io/v1", "NetworkPolicy", name),
        };
        if (ServerProfile.IsPostgres(server.Workload))
        {
            gone.AddRange(
            [
                ("batch/v1", "CronJob", Backups.Name), ("batch/v1", "CronJob", Backups.Restore), ("v1", "PersistentVolumeClaim", "backups"),
                ("networking.k8s.io/v1", "NetworkPolicy", Backups.Name),
            ]);
        }

        var connections = ConnectionsTo(name, platform).ToList();
        var variables = connections.Select(connection => $"  {connection.Variable}=(connection string)").Distinct();
        return Yaml.Of(
            $"""
            Written by ./publish. {name} is somewhere else: the overlay takes this component and has in its secrets.env
            {string.Join("\n", variables)}
            """,
            new
            {
                apiVersion = "kustomize.config.k8s.io/v1alpha1",
                kind = "Component",
                resources = new[] { "network.yaml" },
                patches = (object[])
                [
                    .. gone.Select(it => new
                    {
                        patch = Yaml.Text(Yaml.Map(
                            ("apiVersion", it.ApiVersion), ("kind", it.Kind), ("metadata", new { name = it.Name }), ("$patch", "delete"))),
                    }),
                    .. connections.Select(connection => new { patch = Yaml.Text(FromSecret(connection.Service, connection.Variable)) }),
                ],
            });
    }

    private static IEnumerable<(string Service, string Variable)> ConnectionsTo(string server, Platform platform) =>
        from service in platform.Services
        where service.Calls.Contains(server)
        from variable in service.Variables
        where variable.Name.StartsWith("ConnectionStrings__", StringComparison.Ordinal) && variable.Hosts.Contains(server)
        select (service.Workload.Name, variable.Name);

    // The value is removed, since a variable has either a value or a source.
    private static object FromSecret(string service, string variable) => new
    {
        apiVersion = "apps/v1",
        kind = "Deployment",
        metadata = new { name = service },
        spec = new
        {
            template = new
            {
                spec = new
                {
                    containers = new[]
                    {
                        new
                        {
                            name = service,
                            env = new[]
                            {
                                Yaml.Map(
                                    ("name", variable),
                                    ("value", null),
                                    ("valueFrom", new { secretKeyRef = new { name = PodVariables.Secrets, key = variable } })),
                            },
                        },
                    },
                },
            },
        },
    };
}
