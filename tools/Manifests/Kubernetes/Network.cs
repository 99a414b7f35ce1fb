using Telemetry.Manifests.Model;
using Telemetry.Manifests.Output;
using Telemetry.Manifests.Workloads;

namespace Telemetry.Manifests.Kubernetes;

/// <summary>Network policies: they allow the manifest's references and DNS, and nothing else.</summary>
internal static class Network
{
    /// <summary>The namespace of the ingress controller, which an overlay may patch.</summary>
    public const string IngressNamespace = "ingress-nginx";

    // OTLP over gRPC and HTTP
    private static readonly int[] OtlpPorts = [4317, 4318];

    // External servers are neither in the cluster's own networks nor the cloud's metadata service.
    private static readonly string[] NotOutside = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16"];

    /// <summary>Denies everything but DNS; other policies allow more.</summary>
    public static IEnumerable<object> Defaults()
    {
        yield return Policy("default-deny", new { }, ingress: [], egress: []);
        yield return Policy("dns", new { }, ingress: null, egress:
        [
            new
            {
                to = new[] { Namespace("kube-system") },
                ports = new[] { new { protocol = "UDP", port = 53 }, new { protocol = "TCP", port = 53 } },
            },
        ]);
    }

    public static object PolicyOf(Deployed<Project> service, ServiceProfile profile, Platform platform)
    {
        var name = service.Workload.Name;
        var ports = Ports([.. service.Workload.Bindings.Select(binding => binding.Port)]);
        var callers = platform.CallersOf(name).ToArray();
        return Policy(
            name,
            Pods.Selector(name),
            ingress:
            [
                .. callers.Length == 0 ? [] : new object[] { new { from = new[] { Of(callers) }, ports } },
                .. service.Workload.Bindings.Any(binding => binding.External)
                    ? new object[] { new { from = new[] { Namespace(IngressNamespace) }, ports } }
                    : [],
            ],
            egress:
            [
                .. service.Calls.Select(called => To(called, platform)),
                new { to = new[] { new { namespaceSelector = new { } } }, ports = Ports(OtlpPorts) },
                .. profile.Internet.Count == 0 ? [] : new[] { Outside(profile.Internet) },
            ]);
    }

    public static object PolicyOf(Deployed<Container> server, ServerProfile profile, Platform platform)
    {
        var name = server.Workload.Name;
        string[] callers = [.. platform.CallersOf(name), .. ServerProfile.IsPostgres(server.Workload) ? new[] { Backups.Name } : []];
        var nodes = profile.NodePorts.Count == 0 ? null : Ports(profile.NodePorts);
        return Policy(
            name,
            Pods.Selector(name),
            ingress:
            [
                new { from = new[] { Of(callers) }, ports = Ports([platform.PortOf(name)]) },
                .. nodes is null ? [] : new object[] { new { from = new[] { Of(name) }, ports = nodes } },
            ],
            egress: nodes is null ? [] : [new { to = new[] { Of(name) }, ports = nodes }]);
    }

    /// <summary>Pods that call one server only.</summary>
    public static object OnlyTo(string name, string server, Platform platform) =>
        Policy(name, Pods.Selector(name), ingress: [], egress: [To(server, platform)]);

    /// <summary>Callers of a server outside of the cluster.</summary>
    public static object ToExternal(string server, Platform platform) => Policy(
        $"external-{server}",
        Pods.Selector(platform.CallersOf(server)),
        ingress: null,
        egress: [new { ports = Ports([platform.PortOf(server)]) }]);

    private static object To(string workload, Platform platform) =>
        new { to = new[] { Of(workload) }, ports = Ports([platform.PortOf(workload)]) };

    private static object Outside(IReadOnlyList<int> ports) => new
    {
        to = new object[]
        {
            new { ipBlock = new { cidr = "0.0.0.0/0", except = NotOutside } },
            new { ipBlock = new { cidr = "::/0", except = new[] { "fc00::/7", "fe80::/10" } } },
        },
        ports = Ports(ports),
    };

    private static object Of(params string[] names) => new { podSelector = Pods.Selector(names) };

    private static object Namespace(string name) => new
    {
        namespaceSelector = new { matchLabels = Yaml.Map(("kubernetes.io/metadata.name", name)) },
    };

    private static object[] Ports(IReadOnlyList<int> ports) => [.. ports.Select(port => new { protocol = "TCP", port })];

    // A direction without rules is closed; a direction that is null is left to other policies.
    private static object Policy(string name, object podSelector, object[]? ingress, object[]? egress) => new
    {
        apiVersion = "networking.k8s.io/v1",
        kind = "NetworkPolicy",
        metadata = new { name },
        spec = new
        {
            podSelector,
            policyTypes = (string[])[.. ingress is null ? [] : new[] { "Ingress" }, .. egress is null ? [] : new[] { "Egress" }],
            ingress = ingress is { Length: > 0 } ? ingress : null,
            egress = egress is { Length: > 0 } ? egress : null,
        },
    };
}
