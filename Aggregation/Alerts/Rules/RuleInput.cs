namespace Telemetry.Aggregation.Alerts.Rules;

/// <summary>The input of the rules: rollups at one time.</summary>
/// <param name="WatchingSince">
/// Since then evaluations ran without a gap and reports were processed. Missing reports from before mean nothing: the platform itself may
/// have been down.
/// </param>
/// <param name="Active">One entry per application; empty if there are no numbers of 24 hours ago.</param>
internal sealed record RuleInput(
    DateTime At,
    DateTime WatchingSince,
    RunOutcomes Runs,
    IReadOnlyList<ScriptOutcomes> Scripts,
    IReadOnlyList<ActiveInstances> Active,
    IReadOnlyList<ApplicationReports> Reports);

/// <summary>FailureRate is in percent with one decimal, by the database function analytics.failure_rate.</summary>
internal sealed record RunOutcomes(long Succeeded, long Failed, double FailureRate)
{
    public long Finished => Succeeded + Failed;
}

/// <summary>The runs of a script in the last 24 hours, and in the seven days before those.</summary>
internal sealed record ScriptOutcomes(string Script, RunOutcomes Day, RunOutcomes WeekBefore);

/// <summary>Instances that reported within 24 hours before the same hour of yesterday, and before this hour.</summary>
internal sealed record ActiveInstances(string App, string Name, int DayBefore, int Now);

/// <summary>Hours is the number of hours with a report, among the 24 before the newest one.</summary>
internal sealed record ApplicationReports(string App, string Name, DateTime NewestAt, int Hours);
