namespace Telemetry.Aggregation.Alerts.Rules;

/// <summary>Everything that rules look at, gathered at one time from rollups.</summary>
/// <param name="At">That time.</param>
/// <param name="WatchingSince">
/// Since then evaluations have not ceased and reports have come through. Nothing that is missing from the time before means anything: it was
/// this platform that did not listen.
/// </param>
/// <param name="Runs">All runs of the last 24 hours.</param>
/// <param name="Scripts">The same by script; those with few finished runs are left out.</param>
/// <param name="Active">By application; empty while nothing is known of a day ago.</param>
/// <param name="Reports">By application that has instances.</param>
public sealed record Numbers(
    DateTime At,
    DateTime WatchingSince,
    Outcomes Runs,
    IReadOnlyList<ScriptNumbers> Scripts,
    IReadOnlyList<ActiveNumbers> Active,
    IReadOnlyList<ReportNumbers> Reports);

/// <summary>Runs that came to an end by themselves.</summary>
/// <param name="Succeeded">Those that did.</param>
/// <param name="Failed">The others.</param>
/// <param name="FailureRate">Percent with one decimal, by the one formula (0010_reads.sql).</param>
public sealed record Outcomes(long Succeeded, long Failed, double FailureRate)
{
    /// <summary>All of them.</summary>
    public long Finished => Succeeded + Failed;
}

/// <summary>A script's runs.</summary>
/// <param name="Script">Its name.</param>
/// <param name="Day">Of the last 24 hours.</param>
/// <param name="WeekBefore">Of the seven days before those.</param>
public sealed record ScriptNumbers(string Script, Outcomes Day, Outcomes WeekBefore);

/// <summary>Instances that had reported within 24 hours, counted on the hour.</summary>
/// <param name="App">The application's slug.</param>
/// <param name="Name">Its name.</param>
/// <param name="DayBefore">24 hours ago.</param>
/// <param name="Now">This hour.</param>
public sealed record ActiveNumbers(string App, string Name, int DayBefore, int Now);

/// <summary>An application's reports.</summary>
/// <param name="App">The application's slug.</param>
/// <param name="Name">Its name.</param>
/// <param name="NewestAt">When the newest one was made.</param>
/// <param name="Hours">Of the 24 hours up to then, those with a report.</param>
public sealed record ReportNumbers(string App, string Name, DateTime NewestAt, int Hours);
