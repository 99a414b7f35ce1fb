using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Telemetry.AppHost.Servers;

/// <summary>
/// Restarts a process that ended by itself, after a pause that grows with each end. A process that was stopped by hand stays stopped.
/// </summary>
internal static class Restart
{
    private static readonly TimeSpan[] s_pauses = [.. new[] { 0.2, 0.5, 1, 2, 5, 10 }.Select(TimeSpan.FromSeconds)];

    // After this time the pauses begin anew.
    private static readonly TimeSpan s_steady = TimeSpan.FromSeconds(30);

    public static IResourceBuilder<T> WithRestart<T>(this IResourceBuilder<T> resource)
        where T : IResource => resource.WithAnnotation(new RestartAnnotation());

    public static void RestartCrashedResources(this IDistributedApplicationBuilder builder) =>
        builder.OnBeforeStart((start, cancellationToken) =>
        {
            _ = WatchAsync(start.Services);
            return Task.CompletedTask;
        });

    private static async Task WatchAsync(IServiceProvider services)
    {
        var notifications = services.GetRequiredService<ResourceNotificationService>();
        var commands = services.GetRequiredService<ResourceCommandService>();
        var stopping = services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
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

    // The past of one process. Only a process that is stopped by hand has the state Stopping before its end.
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
