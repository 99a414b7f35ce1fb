using Telemetry.EndToEnd.Fixtures;
using Telemetry.Tests.Fixtures;

namespace Telemetry.EndToEnd;

/// <summary>Restarts of processes by the AppHost. <see cref="FleetTests"/> covers the work of a restarted process.</summary>
[Collection(SharedPlatform.Collection)]
public sealed class RestartTests(SharedPlatform shared)
{
    [Fact]
    public async Task A_stopped_process_stays_stopped_and_a_crashed_one_is_restarted()
    {
        await shared.Platform.StopAsync("notifications");
        await Eventually.HoldsAsync(() => ChildProcesses.Find("Telemetry.Notifications").Count == 0, "Notifications is stopped");

        // Two crashes with growing restart delays: a restart of the stopped process would have happened before the second one.
        foreach (var _ in Enumerable.Range(0, 2))
        {
            var crashed = ChildProcesses.Find("Telemetry.Dashboard");
            ChildProcesses.Kill(crashed[0]);
            await Eventually.HoldsAsync(
                () => ChildProcesses.Find("Telemetry.Dashboard") is { } found
                    && found.Count == crashed.Count
                    && !found.Contains(crashed[0]),
                "Dashboard is started again");
        }

        Assert.Empty(ChildProcesses.Find("Telemetry.Notifications"));
        await shared.Platform.StartServiceAsync("notifications");
        await shared.Platform.HealthyAsync("dashboard");
    }
}
