using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The states that a resource goes through.</summary>
public static class KnownResourceStates
{
    /// <summary>For another resource.</summary>
    public const string Waiting = nameof(Waiting);

    /// <summary>Its process is being prepared.</summary>
    public const string Starting = nameof(Starting);

    /// <summary>Its process runs.</summary>
    public const string Running = nameof(Running);

    /// <summary>Its process could not be started; it is tried again.</summary>
    public const string FailedToStart = nameof(FailedToStart);

    /// <summary>Its process has ended; it is started again unless the application stops.</summary>
    public const string Exited = nameof(Exited);

    /// <summary>A developer has stopped it; it stays so until they start it.</summary>
    public const string Finished = nameof(Finished);

    /// <summary>It is being stopped.</summary>
    public const string Stopping = nameof(Stopping);
}

/// <summary>How a resource is.</summary>
/// <param name="State">One of <see cref="KnownResourceStates"/>.</param>
/// <param name="HealthStatus">Null while it does not run.</param>
public sealed record CustomResourceSnapshot(string State, HealthStatus? HealthStatus);

/// <summary>How a resource was at one moment.</summary>
/// <param name="Resource">Which.</param>
/// <param name="Snapshot">How.</param>
public sealed record ResourceEvent(IResource Resource, CustomResourceSnapshot Snapshot);

/// <summary>Knows how all resources are, and tells who waits for it.</summary>
public sealed class ResourceNotificationService
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ResourceEvent> _current = new(StringComparer.OrdinalIgnoreCase);
    private TaskCompletionSource _changed = NewSignal();

    internal ResourceNotificationService()
    {
    }

    /// <summary>Waits until a resource runs and its checks pass; without a deadline of its own.</summary>
    public Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default) =>
        WaitForResourceAsync(resourceName, e => e.Snapshot.HealthStatus == HealthStatus.Healthy, cancellationToken);

    /// <summary>Waits until a resource is as the predicate says; without a deadline of its own.</summary>
    public async Task<ResourceEvent> WaitForResourceAsync(string resourceName, Func<ResourceEvent, bool> predicate, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_current.TryGetValue(resourceName, out var now) && predicate(now))
                    return now;
                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    internal void Publish(IEnumerable<IResource> resources, string state, HealthStatus? health)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            foreach (var resource in resources)
                _current[resource.Name] = new(resource, new(state, health));
            changed = _changed;
            _changed = NewSignal();
        }

        changed.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
