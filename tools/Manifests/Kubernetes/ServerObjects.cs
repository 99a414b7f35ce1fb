using Telemetry.Manifests.Model;
using Telemetry.Manifests.Workloads;

namespace Telemetry.Manifests.Kubernetes;

/// <summary>The objects of a server with a third-party image.</summary>
internal static class ServerObjects
{
    private const string Data = "data";
    private const string SharedMemory = "/dev/shm";

    public static IEnumerable<object> Of(Deployed<Container> server, Platform platform)
    {
        var name = server.Workload.Name;
        var profile = ServerProfile.Of(server);
        yield return StatefulSet(server, profile);
        yield return Service(server, name, headless: false);
        yield return Service(server, Nodes(name), headless: true);
        yield return Pods.DisruptionBudget(name);
        yield return Network.PolicyOf(server, profile, platform);
    }

    /// <summary>The service that gives each node a name.</summary>
    public static string Nodes(string server) => $"{server}-nodes";

    private static object Service(Deployed<Container> server, string name, bool headless) => new
    {
        apiVersion = "v1",
        kind = "Service",
        metadata = new { name, labels = Pods.Labels(server.Workload.Name) },
        spec = new
        {
            clusterIP = headless ? "None" : null,

            // Nodes have to find each other before they are ready.
            publishNotReadyAddresses = headless ? true : (bool?)null,
            selector = Pods.Labels(server.Workload.Name),
            ports = server.Workload.Bindings.Select(binding => new { name = binding.Name, port = binding.Port, targetPort = binding.Name }),
        },
    };

    private static object StatefulSet(Deployed<Container> server, ServerProfile profile) => new
    {
        apiVersion = "apps/v1",
        kind = "StatefulSet",
        metadata = Pods.Metadata(server.Workload.Name),
        spec = new
        {
            serviceName = Nodes(server.Workload.Name),
            replicas = profile.Nodes,

            // Nodes of a cluster wait for each other.
            podManagementPolicy = "Parallel",
            selector = Pods.Selector(server.Workload.Name),
            template = new
            {
                metadata = new { labels = Pods.Labels(server.Workload.Name) },
                spec = PodSpec(server, profile),
            },
            volumeClaimTemplates = profile.Storage is null ? null : new[]
            {
                new
                {
                    metadata = new { name = Data },
                    spec = new
                    {
                        accessModes = new[] { "ReadWriteOnce" },
                        resources = new { requests = new { storage = profile.Storage } },
                    },
                },
            },
        },
    };

    private static object PodSpec(Deployed<Container> server, ServerProfile profile)
    {
        var cluster = ServerProfile.IsRabbitMq(server.Workload) ? new RabbitMqCluster(server.Workload.Name, profile) : null;
        return new
        {
            automountServiceAccountToken = false,
            enableServiceLinks = false,
            terminationGracePeriodSeconds = profile.StopSeconds,
            securityContext = Pods.Security(ServerProfile.User),
            topologySpreadConstraints = Pods.Spread(server.Workload.Name),
            initContainers = cluster is null ? null : new[] { cluster.CookieContainer(server.Workload.Image, DataMount(profile)) },
            containers = new[] { Container(server, profile, cluster) },
            volumes = (object[])
            [
                .. profile.Storage is null ? [new { name = Data, emptyDir = new { sizeLimit = "256Mi" } }] : Array.Empty<object>(),
                .. profile.Scratch.Select(Scratch),
                .. profile.SharedMemory is { } size
                    ? [new { name = NameOf(SharedMemory), emptyDir = new { medium = "Memory", sizeLimit = size } }]
                    : Array.Empty<object>(),
                .. cluster is null ? [] : new[] { cluster.Volume },
            ],
        };
    }

    private static object Container(Deployed<Container> server, ServerProfile profile, RabbitMqCluster? cluster) => new
    {
        name = server.Workload.Name,
        image = server.Workload.Image,
        command = profile.Command is null ? null : new[] { "sh", "-c", profile.Command },
        args = profile.Arguments,
        ports = server.Workload.Bindings.Select(binding => new { name = binding.Name, containerPort = binding.Port }),
        env = (object[])[.. PodVariables.Of([.. server.Variables, .. profile.Variables]), .. cluster?.Variables ?? []],
        startupProbe = Probe(profile.Alive, profile, failureThreshold: 60),
        livenessProbe = Probe(profile.Alive, profile, failureThreshold: 6),
        readinessProbe = cluster is null
            ? Probe(profile.Ready, profile, failureThreshold: 2)
            : new
            {
                tcpSocket = new { port = server.Workload.Bindings[0].Name },
                periodSeconds = 10,
                timeoutSeconds = 5,
                failureThreshold = 3,
            },
        lifecycle = cluster is null ? null : RabbitMqCluster.Lifecycle,
        resources = Pods.Resources(profile.Size),
        securityContext = Pods.ContainerSecurity,
        volumeMounts = (object[])
        [
            DataMount(profile),
            .. profile.Scratch
                .Concat(profile.SharedMemory is null ? [] : [SharedMemory])
                .Select(path => new { name = NameOf(path), mountPath = path }),
            .. cluster is null ? [] : new[] { RabbitMqCluster.Mount },
        ],
    };

    private static object Probe(IReadOnlyList<string> command, ServerProfile profile, int failureThreshold) => new
    {
        exec = new { command },
        periodSeconds = profile.CheckSeconds,
        timeoutSeconds = Math.Max(5, profile.CheckSeconds / 2),
        failureThreshold,
    };

    private static object DataMount(ServerProfile profile) => new { name = Data, mountPath = profile.Data };

    private static object Scratch(string path) => new { name = NameOf(path), emptyDir = new { sizeLimit = "256Mi" } };

    private static string NameOf(string path) => path.Trim('/').Replace('/', '-');
}
