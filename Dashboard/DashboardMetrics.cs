using System.Diagnostics.Metrics;
using Telemetry.ServiceDefaults.Observability;

namespace Telemetry.Dashboard;

internal sealed class DashboardMetrics
{
    private readonly Histogram<double> _visible;
    private readonly Counter<long> _late;

    public DashboardMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Telemetry.Dashboard");
        _visible = meter.CreateHistogram(
            "telemetry.dashboard.command.visible",
            "s",
            "From an admin's command to the read API's showing it",
            tags: null,
            Boundaries.Seconds);
        _late = meter.CreateCounter<long>(
            "telemetry.dashboard.command.late", "{command}", "Commands that the read API did not show in time");
    }

    public void RecordCommandVisible(InstanceCommand command, TimeSpan after) => _visible.Record(after.TotalSeconds, Tag(command));

    /// <summary>The admin gets a response before the read API shows the effect of a command.</summary>
    public void CountCommandLate(InstanceCommand command) => _late.Add(1, Tag(command));

    private static KeyValuePair<string, object?> Tag(InstanceCommand command) => new("command", command.ToString());
}
