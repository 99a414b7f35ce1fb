using System.Diagnostics;
using Aspire.Dashboard.Feed;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Engine;

/// <summary>Keeps one workload running: waits for what it needs, starts it, watches its health, starts it again when it ends, stops it.</summary>
internal sealed class Supervisor(
    Workload workload, Func<string, CancellationToken, Task> healthy, ResourceNotificationService notifications, DashboardFeed feed, Watchdog watchdog, ILogger log) : IDisposable
{
    private static readonly TimeSpan s_probeWithin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_probeUntilHealthy = TimeSpan.FromMilliseconds(200);

    // A service that is not ready for so long is worth a line, and another one after as much again.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    // After this time its next end is no longer part of a series.
    private static readonly TimeSpan s_steady = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan[] s_backOff =
        [.. new[] { 0.2, 0.5, 1, 2, 5, 10 }.Select(TimeSpan.FromSeconds)];

    private readonly CancellationTokenSource _stop = new();
    private readonly Turns _turns = new();
    private readonly TaskCompletionSource _healthyOnce = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _run = Task.CompletedTask;
    private WorkloadStatus _status = new();

    public Workload Workload => workload;

    /// <summary>It has been healthy.</summary>
    public Task HealthyOnce => _healthyOnce.Task;

    /// <summary>Its process, while it runs.</summary>
    internal int? ProcessId => _status.ProcessId;

    public void Start() => _run = Task.Run(() => RunAsync(_stop.Token));

    /// <summary>Stops it and waits until it is gone.</summary>
    public async Task StopAsync()
    {
        if (_stop.IsCancellationRequested)
            return;

        await _stop.CancelAsync();
        await _run;
        await workload.StoppedAsync();
    }

    /// <summary>Does what a developer asks for.</summary>
    public void Obey(CommandKind command)
    {
        if (command == CommandKind.Stop)
            _turns.Stop();
        else if (command == CommandKind.Restart || ProcessId is null)
            _turns.Next();
    }

    public void Dispose() => _stop.Dispose();

    private async Task RunAsync(CancellationToken stop)
    {
        try
        {
            Publish(KnownResourceStates.Waiting, null);
            await Task.WhenAll(workload.After.Select(name => healthy(name, stop)));

            while (true)
            {
                if (_turns.IsStopped)
                    Publish(KnownResourceStates.Finished, null);
                using var turn = await _turns.BeginAsync(stop);
                await RunAgainAndAgainAsync(stop, turn.Token);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Publish(KnownResourceStates.Exited, null);
        }
    }

    // Returns when the turn ends; throws when the application stops.
    private async Task RunAgainAndAgainAsync(CancellationToken stop, CancellationToken turn)
    {
        try
        {
            var failures = 0;
            while (true)
            {
                var since = Stopwatch.StartNew();
                await RunOnceAsync(since, turn);
                failures = since.Elapsed > s_steady ? 0 : failures;
                var delay = s_backOff[Math.Min(failures++, s_backOff.Length - 1)];
                log.StartsAgain(delay.TotalSeconds);
                await Task.Delay(delay, turn);
            }
        }
        catch (OperationCanceledException) when (turn.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            await workload.StoppedAsync();
            _status = _status with { ExitCode = null };
        }
    }

    // Returns when the process has ended or could not be started; throws when it is stopped.
    private async Task RunOnceAsync(Stopwatch since, CancellationToken stop)
    {
        try
        {
            Publish(KnownResourceStates.Starting, null);
            await workload.PrepareAsync(stop);
            var command = await workload.CommandAsync(stop);
            await using var process = ChildProcess.Start(command, watchdog, log.Line, workload.Answer, workload.Talk);
            _status = _status with { Command = command, ProcessId = process.Id, StartedAt = DateTimeOffset.UtcNow, Starts = _status.Starts + 1 };
            await WatchAsync(process, since, stop);
            var exitCode = await process.Exited;
            _status = _status with { ProcessId = null, ExitCode = exitCode };
            Publish(KnownResourceStates.Exited, null);
            log.Ended(exitCode);
        }
        catch (Exception e) when (e is DistributedApplicationException or IOException or UnauthorizedAccessException)
        {
            Publish(KnownResourceStates.FailedToStart, null, e.Message);
            log.CannotStart(e.Message);
        }
        finally
        {
            _status = _status with { ProcessId = null };
        }
    }

    private async Task WatchAsync(ChildProcess process, Stopwatch since, CancellationToken stop)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var health = WatchHealthAsync(since, ended.Token);
        try
        {
            await process.Exited.WaitAsync(stop);
        }
        finally
        {
            await ended.CancelAsync();
            await health;
            if (stop.IsCancellationRequested)
            {
                Publish(KnownResourceStates.Stopping, null);
                await process.StopAsync(workload.StopSignal, workload.StopWithin);
            }
        }
    }

    private async Task WatchHealthAsync(Stopwatch since, CancellationToken ended)
    {
        var ready = false;
        HealthStatus? last = null;
        var word = s_patience;
        try
        {
            while (true)
            {
                var fault = await ProbeAsync(ready, ended);
                ready |= fault is null;
                var now = fault is null ? HealthStatus.Healthy : HealthStatus.Unhealthy;
                if (now != last)
                {
                    Publish(KnownResourceStates.Running, now, fault);
                    Say(now, last, fault, since);
                    last = now;
                }
                else if (now == HealthStatus.Unhealthy && since.Elapsed > word)
                {
                    log.Unhealthy(fault!);
                    word = since.Elapsed + s_patience;
                }

                await Task.Delay(now == HealthStatus.Healthy ? workload.ProbeEach : s_probeUntilHealthy, ended);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The process has ended, or is about to be stopped.
        }
    }

    private void Say(HealthStatus now, HealthStatus? last, string? fault, Stopwatch since)
    {
        if (now == HealthStatus.Healthy)
        {
            if (workload.Provides.Count > 0)
                log.Healthy(since.Elapsed.TotalSeconds, workload.Address);
            _healthyOnce.TrySetResult();
        }
        else if (last is not null)
        {
            log.Unhealthy(fault!);
        }
    }

    // What is wrong; null if nothing is.
    private async Task<string?> ProbeAsync(bool ready, CancellationToken ended)
    {
        using var within = CancellationTokenSource.CreateLinkedTokenSource(ended);
        within.CancelAfter(s_probeWithin);
        try
        {
            await workload.ProbeAsync(within.Token);
            if (!ready)
                await workload.ReadyAsync(within.Token);
            return null;
        }
        catch (OperationCanceledException) when (!ended.IsCancellationRequested)
        {
            return $"no answer within {s_probeWithin.TotalSeconds} s";
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException or HttpRequestException or DistributedApplicationException)
        {
            return e.Message;
        }
    }

    private void Publish(string state, HealthStatus? health, string? fault = null)
    {
        notifications.Publish(workload.Provides, state, health);
        _status = _status with { State = state, Health = health, Fault = fault };
        workload.Changed(_status);
        feed.Set(workload, _status);
    }
}
