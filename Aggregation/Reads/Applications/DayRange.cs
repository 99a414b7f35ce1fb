namespace Telemetry.Aggregation.Reads.Applications;

/// <summary>Whole days (UTC) that end today.</summary>
/// <param name="From">The first; null: the first that there is.</param>
/// <param name="To">Today.</param>
internal sealed record DayRange(DateOnly? From, DateOnly To)
{
    /// <summary>A period's days.</summary>
    public static DayRange Of(Period period, DateTimeOffset now) =>
        new(period.Start(now.UtcDateTime) is { } start ? DateOnly.FromDateTime(start) : null, DateOnly.FromDateTime(now.UtcDateTime));
}
