using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Telemetry.AppHost.Servers;

/// <summary>Starts a process again that ended by itself, after a pause that grows while it keeps ending. One that was stopped by hand stays stopped.</summary>
internal static class Restart
{
    private static readonly TimeSpan[] s_pauses = [.. new[] { 0.2, 0.5, 1, 2, 5, 10 }.Select(TimeSpan.FromSeconds)];

    // After this time the next end is no longer part of a series.
    private static readonly TimeSpan s_steady = TimeSpan.FromSeconds(30);

    /// <summary>For each of its processes.</summary>
    public static IResourceBuilder<T> WithRestart<T>(this IResourceBuilder<T> resource)
        where T : IResource => resource.WithAnnotation(new RestartAnnotation());

    /// <summary>Watches the resources that want it.</summary>
    public static void RestartCrashedResources(this IDistributedApplicationBuilder builder) => builder.OnBeforeStart((start, cancellationToken) =>
    {
        var stopping = start.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        _ = WatchAsync(start.Services.GetRequiredService<ResourceNotificationService>(), start.Services.GetRequiredService<ResourceCommandService>(), stopping);
        return Task.CompletedTask;
    });

    private static async Task WatchAsync(ResourceNotificationService notifications, ResourceCommandService commands, CancellationToken stopping)
    {
        var processes = new ConcurrentDictionary<string, ProcessHistory>(StringComparer.Ordinal);
        await foreach (var change in notifications.WatchAsync(stopping))
        {
            if (!change.Resource.Annotations.OfType<RestartAnnotation>().Any())
                continue;
            if (processes.GetOrAdd(change.ResourceId, _ => new()).PauseAfter(change.Snapshot.State?.Text) is { } pause)
                _ = StartAfterAsync(pause, change.ResourceId);
        }

        async Task StartAfterAsync(TimeSpan pause, string id)
        {
            await Task.Delay(pause, stopping);
            await commands.ExecuteCommandAsync(id, KnownResourceCommands.StartCommand, stopping);
        }
    }

    private sealed class RestartAnnotation : IResourceAnnotation;

    // What became of one process so far. Stopping comes before the end of what was stopped by hand, and of nothing else.
    private sealed class ProcessHistory
    {
        private string? _state;
        private bool _isStopped;
        private int _ends;
        private DateTime _startedAt = DateTime.MaxValue;

        public TimeSpan? PauseAfter(string? state)
        {
            if (state == _state)
                return null;

            _state = state;
            if (state == KnownResourceStates.Stopping)
                _isStopped = true;
            if (state == KnownResourceStates.Running)
                (_isStopped, _startedAt) = (false, DateTime.UtcNow);
            if (_isStopped || !KnownResourceStates.TerminalStates.Contains(state))
                return null;

            _ends = DateTime.UtcNow - _startedAt > s_steady ? 0 : _ends;
            return s_pauses[Math.Min(_ends++, s_pauses.Length - 1)];
        }
    }
}
