using System.Text;
using System.Text.Json;
using Aspire.Dashboard.Feed;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Engine;

/// <summary>
/// What the dashboard is told: how each resource is now, and what it has written last. It is kept here, so that a dashboard that starts late, or
/// again, learns all of it, and a slow one holds nobody up: it misses lines.
/// </summary>
internal sealed class DashboardFeed(DashboardSettings settings, IResourceCollection resources, SecretValues secrets)
{
    private const int MostLines = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (long Number, Fact Fact)> _resources = [];
    private readonly Queue<(long Number, Fact Fact)> _lines = new();
    private long _number;
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>How a workload, and what lives in its process, is now.</summary>
    public void Set(Workload workload, WorkloadStatus status)
    {
        if (!settings.IsOn)
            return;

        foreach (var resource in workload.Provides)
        {
            var snapshot = Describe(resource, workload, status);
            Change(number => _resources[resource.Name] = (number, new(Resource: snapshot)));
        }
    }

    /// <summary>A line of a resource, without secrets.</summary>
    public void Add(string name, string line)
    {
        if (!settings.IsOn || !resources.Any(r => r.Name == name))
            return;

        var fact = new Fact(Console: new(name, DateTimeOffset.UtcNow, line));
        Change(number =>
        {
            _lines.Enqueue((number, fact));
            if (_lines.Count > MostLines)
                _lines.Dequeue();
        });
    }

    /// <summary>Writes all that there is, and then what comes, one JSON a line, until the token ends it.</summary>
    public async Task WriteAsync(Stream stream, CancellationToken cancellationToken)
    {
        var written = 0L;
        await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        while (true)
        {
            (long Number, Fact Fact)[] facts;
            Task changed;
            lock (_lock)
            {
                facts = [.. _resources.Values.Concat(_lines).Where(f => f.Number > written)];
                written = _number;
                changed = _changed.Task;
            }

            foreach (var (_, fact) in facts.OrderBy(f => f.Number))
                await writer.WriteLineAsync(JsonSerializer.Serialize(fact, FeedJson.Options).AsMemory(), cancellationToken);
            await writer.FlushAsync(cancellationToken);
            await changed.WaitAsync(cancellationToken);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Change(Action<long> change)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            change(++_number);
            changed = _changed;
            _changed = NewSignal();
        }

        changed.SetResult();
    }

    private ResourceSnapshot Describe(IResource resource, Workload workload, WorkloadStatus status) => new()
    {
        Name = resource.Name,
        Position = resources.ToList().IndexOf(resource),
        Type = (resource is ReplicaResource { Of: var of } ? of : resource).GetType().Name.Replace("Resource", "", StringComparison.Ordinal),
        State = status.State,
        IsHealthy = status.Health is { } health ? health == HealthStatus.Healthy : null,
        Fault = status.Fault is { } fault ? secrets.Mask(fault) : null,
        Service = workload.ReplicaOf,
        Parent = workload.Name == resource.Name ? null : workload.Name,
        StartedAt = status.StartedAt,
        ProcessId = status.ProcessId,
        ExitCode = status.ExitCode,
        Restarts = Math.Max(0, status.Starts - 1),
        Source = status.Command is { } command && workload.Name == resource.Name ? secrets.MaskValue(workload.Source(command)) : null,
        Urls = resource is IResourceWithEndpoints listening ? [.. Endpoints(listening)] : [],
        Environment = workload.Name == resource.Name
            ? [.. (status.Command?.Environment ?? new Dictionary<string, string>()).OrderBy(v => v.Key).Select(v => new EnvironmentVariable(v.Key, secrets.MaskValue(v.Value)))]
            : [],
    };

    private static IEnumerable<string> Endpoints(IResourceWithEndpoints resource) =>
        resource.Annotations.OfType<EndpointAnnotation>().Where(e => e.AllocatedPort is not null).Select(e => new EndpointReference(resource, e.Name).Url);
}
