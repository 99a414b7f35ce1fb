using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Engine;

/// <summary>A service of several processes: a proxy on each of its ports, and it is healthy when all of them are.</summary>
internal sealed class ReplicaSet(ProjectResource project, IReadOnlyList<ReplicaResource> replicas, ResourceNotificationService notifications) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ReplicaResource, WorkloadStatus> _statuses = replicas.ToDictionary(replica => replica, _ => new WorkloadStatus());
    private readonly List<EndpointProxy> _proxies = [];

    /// <summary>Begins to listen.</summary>
    public void Start()
    {
        foreach (var endpoint in project.Annotations.OfType<EndpointAnnotation>())
            _proxies.Add(EndpointProxy.Start(endpoint.AllocatedPort!.Value, () => Ports(endpoint.Name)));
    }

    /// <summary>Hears how one of them is.</summary>
    public void Set(ReplicaResource replica, WorkloadStatus status)
    {
        lock (_lock)
        {
            _statuses[replica] = status;
            var running = _statuses.Values.Where(s => s.State == KnownResourceStates.Running).ToList();
            HealthStatus? health = running.Count == 0 ? null
                : running.Count == _statuses.Count && running.TrueForAll(s => s.Health == HealthStatus.Healthy) ? HealthStatus.Healthy
                : HealthStatus.Unhealthy;
            notifications.Publish([project], running.Count > 0 ? KnownResourceStates.Running : status.State, health);
        }
    }

    public void Dispose() => _proxies.ForEach(proxy => proxy.Dispose());

    // Healthy ones; if there is none, those that run: they can say themselves what they lack.
    private IReadOnlyList<int> Ports(string endpoint)
    {
        lock (_lock)
        {
            var running = replicas.Where(r => _statuses[r].State == KnownResourceStates.Running).ToList();
            var healthy = running.Where(r => _statuses[r].Health == HealthStatus.Healthy).ToList();
            return [.. (healthy.Count > 0 ? healthy : running).Select(r => new EndpointReference(r, endpoint).Port)];
        }
    }
}
