namespace Telemetry.Aggregation.Alerts.Digest;

/// <summary>When a week is summed up: on the Monday after it at 07:00 UTC, or as soon as the service runs, within a day.</summary>
public static class DigestSchedule
{
    private static readonly TimeSpan AfterMonday = TimeSpan.FromHours(7);
    private static readonly TimeSpan Late = TimeSpan.FromDays(1);

    /// <summary>The Monday of the week that is due; null: none is.</summary>
    /// <param name="now">UTC.</param>
    /// <param name="last">The week that was summed up last.</param>
    public static DateOnly? Due(DateTime now, DateOnly? last)
    {
        var today = DateOnly.FromDateTime(now);
        var monday = today.AddDays(-(((int)today.DayOfWeek + 6) % 7));
        var from = monday.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc) + AfterMonday;
        var week = monday.AddDays(-7);
        return now >= from && now < from + Late && !(last >= week) ? week : null;
    }
}
