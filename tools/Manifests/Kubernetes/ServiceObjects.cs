using Telemetry.Manifests.Model;
using Telemetry.Manifests.Workloads;

namespace Telemetry.Manifests.Kubernetes;

/// <summary>The objects of one of the platform's services.</summary>
internal static class ServiceObjects
{
    // The pod still serves until every proxy of the cluster knows that it leaves. Then it drains (DRAIN_SECONDS), rejects new requests and
    // completes the current ones (30 s together, ASP.NET Core's own limit).
    private const int LeaveSeconds = 10;
    private const int FinishSeconds = 30;

    public static IEnumerable<object> Of(Deployed<Project> service, Platform platform)
    {
        var name = service.Workload.Name;
        var profile = ServiceProfile.Of(name);
        yield return Deployment(service, profile);
        yield return new
        {
            apiVersion = "v1",
            kind = "Service",
            metadata = Pods.Metadata(name),
            spec = new
            {
                selector = Pods.Labels(name),
                ports = service.Workload.Bindings
                    .Select(binding => new { name = binding.Name, port = binding.Port, targetPort = binding.Name }),
            },
        };
        yield return Pods.DisruptionBudget(name);
        if (profile.MaxReplicas is { } most)
            yield return Autoscaler(name, profile.Replicas, most);
        yield return Network.PolicyOf(service, profile, platform);
        if (service.Workload.Bindings.FirstOrDefault(binding => binding.External) is { } external)
            yield return Ingress(name, external);
    }

    private static object Deployment(Deployed<Project> service, ServiceProfile profile) => new
    {
        apiVersion = "apps/v1",
        kind = "Deployment",
        metadata = Pods.Metadata(service.Workload.Name),
        spec = new
        {
            // Null: the autoscaler sets it.
            replicas = profile.MaxReplicas is null ? profile.Replicas : (int?)null,
            revisionHistoryLimit = 5,
            minReadySeconds = 5,
            strategy = new { type = "RollingUpdate", rollingUpdate = new { maxSurge = 1, maxUnavailable = 0 } },
            selector = Pods.Selector(service.Workload.Name),
            template = new
            {
                metadata = new { labels = Pods.Labels(service.Workload.Name) },
                spec = new
                {
                    automountServiceAccountToken = false,
                    enableServiceLinks = false,
                    terminationGracePeriodSeconds = LeaveSeconds + FinishSeconds + 5,
                    securityContext = Pods.Security(ServiceProfile.User),
                    topologySpreadConstraints = Pods.Spread(service.Workload.Name),
                    containers = new[] { Container(service, profile) },
                    volumes = new[] { new { name = "tmp", emptyDir = new { sizeLimit = "256Mi" } } },
                },
            },
        },
    };

    private static object Container(Deployed<Project> service, ServiceProfile profile) => new
    {
        name = service.Workload.Name,
        image = ServiceProfile.Image(service.Workload.Name),
        args = service.Arguments is { Count: > 0 } arguments ? arguments : null,
        ports = service.Workload.Bindings.Select(binding => new { name = binding.Name, containerPort = binding.Port }),
        env = (object[])
        [
            .. PodVariables.Of(ServiceProfile.Variables(service)),
            new { name = "POD_NAME", valueFrom = new { fieldRef = new { fieldPath = "metadata.name" } } },
            new { name = "OTEL_RESOURCE_ATTRIBUTES", value = "service.instance.id=$(POD_NAME)" },
        ],
        startupProbe = Probe(ServiceProfile.Live, service, periodSeconds: 2, failureThreshold: 60),
        livenessProbe = Probe(ServiceProfile.Live, service, periodSeconds: 10, failureThreshold: 6),
        readinessProbe = Probe(ServiceProfile.Ready, service, periodSeconds: 5, failureThreshold: 2),
        lifecycle = new { preStop = new { sleep = new { seconds = LeaveSeconds } } },
        resources = Pods.Resources(profile.Size),
        securityContext = Pods.ContainerSecurity,
        volumeMounts = new[] { new { name = "tmp", mountPath = "/tmp" } },
    };

    private static object Probe(string path, Deployed<Project> service, int periodSeconds, int failureThreshold) => new
    {
        httpGet = new { path, port = service.Workload.Bindings[0].Name },
        periodSeconds,
        timeoutSeconds = 5,
        failureThreshold,
    };

    private static object Autoscaler(string name, int minReplicas, int maxReplicas) => new
    {
        apiVersion = "autoscaling/v2",
        kind = "HorizontalPodAutoscaler",
        metadata = Pods.Metadata(name),
        spec = new
        {
            scaleTargetRef = new { apiVersion = "apps/v1", kind = "Deployment", name },
            minReplicas,
            maxReplicas,
            metrics = new[]
            {
                new { type = "Resource", resource = new { name = "cpu", target = new { type = "Utilization", averageUtilization = 70 } } },
            },
        },
    };

    private static object Ingress(string name, Binding binding) => new
    {
        apiVersion = "networking.k8s.io/v1",
        kind = "Ingress",
        metadata = Pods.Metadata(name),
        spec = new
        {
            tls = new[] { new { hosts = new[] { "telemetry.example.org" }, secretName = "telemetry-tls" } },
            rules = new[]
            {
                new
                {
                    host = "telemetry.example.org",
                    http = new
                    {
                        paths = new[]
                        {
                            new
                            {
                                path = "/",
                                pathType = "Prefix",
                                backend = new { service = new { name, port = new { name = binding.Name } } },
                            },
                        },
                    },
                },
            },
        },
    };
}
