using Telemetry.Manifests.Model;
using Telemetry.Manifests.Output;
using Telemetry.Manifests.Workloads;

namespace Telemetry.Manifests.Kubernetes;

/// <summary>The overlay <c>production</c>: settings of one cluster.</summary>
internal static class Overlay
{
    private const string Folder = "kubernetes/overlays/production";
    private const string Own = "Yours: ./publish has written it once and does not change it.";

    // The usual networks of pods. Only the ingress controller's pods reach the gateway.
    private const string PodNetworks = "10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 100.64.0.0/10 fc00::/7";

    public static IEnumerable<OutputFile> Of(Platform platform)
    {
        yield return new InitialFile($"{Folder}/kustomization.yaml", Kustomization(platform));
        yield return new InitialFile($"{Folder}/namespace.yaml", Yaml.Of(Own, new
        {
            apiVersion = "v1",
            kind = "Namespace",
            metadata = new { name = "telemetry", labels = Yaml.Map(("pod-security.kubernetes.io/enforce", "restricted")) },
        }));
        yield return new InitialFile($"{Folder}/settings.env", Settings(platform));
        yield return new InitialFile($"{Folder}/.gitignore", "secrets.env\n");
        yield return new EnvironmentFile(
            $"{Folder}/secrets.env",
            "# Yours: ./publish adds what is missing and changes nothing. " +
            "Keep a copy where secrets are kept: the servers' data open only with it.\n",
            [
                .. platform.Parameters.Where(parameter => parameter.Secret).Select(parameter => EnvironmentEntry.Of(parameter, platform)),
                .. platform.Servers.Where(server => ServerProfile.IsRabbitMq(server.Workload))
                    .Select(server => EnvironmentEntry.Of(RabbitMqCluster.CookieOf(server.Workload.Name), platform)),
            ]);
    }

    private static string Kustomization(Platform platform)
    {
        var components = platform.Servers.Select(server => $"#  - ../../components/external-{server.Workload.Name}\n");
        var ingress = platform.Services.First(service => service.Workload.Bindings.Any(binding => binding.External)).Workload.Name;
        return
            $$"""
            # {{Own}}
            apiVersion: kustomize.config.k8s.io/v1beta1
            kind: Kustomization
            namespace: telemetry
            resources:
              - namespace.yaml
              - ../../base
            components:
              - ../../components/images
            # Servers that are somewhere else (docs/operations.md, External services):
            {{string.Concat(components)}}
            configMapGenerator:
              - name: {{PodVariables.Settings}}
                behavior: merge
                envs: [settings.env]
            secretGenerator:
              - name: {{PodVariables.Secrets}}
                envs: [secrets.env]

            patches:
              # The host name, and the Secret with its certificate. With cert-manager: an annotation cert-manager.io/cluster-issuer.
              - target: {kind: Ingress, name: {{ingress}}}
                patch: |-
                  - {op: replace, path: /spec/rules/0/host, value: telemetry.example.org}
                  - {op: replace, path: /spec/tls/0/hosts/0, value: telemetry.example.org}
                  - {op: replace, path: /spec/tls/0/secretName, value: telemetry-tls}
              # The namespace of the ingress controller.
              - target: {kind: NetworkPolicy, name: {{ingress}}}
                patch: |-
                  - op: replace
                    path: /spec/ingress/0/from/0/namespaceSelector/matchLabels/kubernetes.io~1metadata.name
                    value: {{Network.IngressNamespace}}

            """;
    }

    private static string Settings(Platform platform)
    {
        var proxies = platform.Parameters.FirstOrDefault(parameter => parameter is { Variable: "TRUSTED_PROXIES", Default: "" or null });
        return $"# {Own} A line here wins over base/settings.env, for example RATE_LIMIT=120.\n"
            + (proxies is null ? "" :
            $"""
            # The ingress controller's pods, or every client would have one address and share one limit. Narrow it to your pod network where
            # clients come from one of these networks as well.
            {proxies.Variable}={PodNetworks}

            """);
    }
}
