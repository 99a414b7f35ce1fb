namespace Telemetry.Aggregation.Alerts.Rules;

/// <summary>The input of the rules: rollups at one time.</summary>
/// <param name="At">That time.</param>
/// <param name="WatchingSince">
/// Since then evaluations ran without a gap and reports were processed. Missing reports from before mean nothing: the platform itself may
/// have been down.
/// </param>
/// <param name="Runs">All runs of the last 24 hours.</param>
/// <param name="Scripts">The same by script; those with few finished runs are left out.</param>
/// <param name="Active">By application; empty without numbers of a day ago.</param>
/// <param name="Reports">By application that has instances.</param>
internal sealed record RuleInput(
    DateTime At,
    DateTime WatchingSince,
    RunOutcomes Runs,
    IReadOnlyList<ScriptOutcomes> Scripts,
    IReadOnlyList<ActiveInstances> Active,
    IReadOnlyList<ApplicationReports> Reports);

/// <summary>Runs that succeeded or failed.</summary>
/// <param name="Succeeded">A number of runs.</param>
/// <param name="Failed">A number of runs.</param>
/// <param name="FailureRate">Percent with one decimal, by the function analytics.failure_rate.</param>
internal sealed record RunOutcomes(long Succeeded, long Failed, double FailureRate)
{
    public long Finished => Succeeded + Failed;
}

/// <summary>Runs of a script.</summary>
/// <param name="Script">Its name.</param>
/// <param name="Day">Of the last 24 hours.</param>
/// <param name="WeekBefore">Of the seven days before those.</param>
internal sealed record ScriptOutcomes(string Script, RunOutcomes Day, RunOutcomes WeekBefore);

/// <summary>Instances that reported within 24 hours, counted once an hour.</summary>
/// <param name="App">The application's slug.</param>
/// <param name="Name">Its name.</param>
/// <param name="DayBefore">24 hours ago.</param>
/// <param name="Now">This hour.</param>
internal sealed record ActiveInstances(string App, string Name, int DayBefore, int Now);

/// <summary>Reports of an application.</summary>
/// <param name="App">The application's slug.</param>
/// <param name="Name">Its name.</param>
/// <param name="NewestAt">The time of the newest report.</param>
/// <param name="Hours">The hours with a report, of the 24 before the newest one.</param>
internal sealed record ApplicationReports(string App, string Name, DateTime NewestAt, int Hours);
