using Telemetry.Manifests.Output;
using Telemetry.Manifests.Workloads;

namespace Telemetry.Manifests.Kubernetes;

internal static class Pods
{
    public const string NameLabel = "app.kubernetes.io/name";

    private static readonly string[] s_topologies = ["topology.kubernetes.io/zone", "kubernetes.io/hostname"];

    /// <summary>Nothing that a container does not need.</summary>
    public static readonly object ContainerSecurity = new
    {
        allowPrivilegeEscalation = false,
        readOnlyRootFilesystem = true,
        capabilities = new { drop = new[] { "ALL" } },
    };

    public static Dictionary<string, object?> Labels(string name) => Yaml.Map((NameLabel, name));

    public static object Metadata(string name) => new { name, labels = Labels(name) };

    public static object Selector(params IEnumerable<string> names) => names.ToArray() switch
    {
        [var one] => new { matchLabels = Labels(one) },
        var several => new { matchExpressions = new[] { new { key = NameLabel, @operator = "In", values = several } } },
    };

    /// <summary>Not root, and the runtime's default filter of system calls. Volumes belong to the user.</summary>
    public static object Security(int user) => new
    {
        runAsNonRoot = true,
        runAsUser = user,
        runAsGroup = user,
        fsGroup = user,
        fsGroupChangePolicy = "OnRootMismatch",
        seccompProfile = new { type = "RuntimeDefault" },
    };

    /// <summary>Spreads pods over zones and machines if there are several.</summary>
    public static object[] Spread(string name) => [.. s_topologies.Select(topologyKey => new
    {
        maxSkew = 1,
        topologyKey,
        whenUnsatisfiable = "ScheduleAnyway",
        labelSelector = Selector(name),
    })];

    public static object Resources(Size size) => new
    {
        requests = new { cpu = size.Cpu, memory = size.Memory },
        limits = new { cpu = size.MaxCpu, memory = size.MaxMemory },
    };

    /// <summary>One pod at a time may be evicted.</summary>
    public static object DisruptionBudget(string name) => new
    {
        apiVersion = "policy/v1",
        kind = "PodDisruptionBudget",
        metadata = Metadata(name),
        spec = new { maxUnavailable = 1, selector = Selector(name) },
    };
}
