namespace Telemetry.Aggregation.Reads;

/// <summary>A time range that ends now, in buckets of hours or days. Back computes its start from now; null is everything.</summary>
internal sealed record Period(string Name, bool Hourly, Func<DateTime, DateTime>? Back)
{
    private static readonly IReadOnlyList<Period> All =
    [
        new("24h", Hourly: true, now => now.AddHours(-24)),
        new("7d", Hourly: true, now => now.AddDays(-7)),
        new("30d", Hourly: false, now => now.AddDays(-30)),
        new("3m", Hourly: false, now => now.AddMonths(-3)),
        new("1y", Hourly: false, now => now.AddYears(-1)),
        new("all", Hourly: false, Back: null),
    ];

    /// <summary>The default first.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(period => period.Name)];

    /// <summary>The default first.</summary>
    public static IReadOnlyList<string> NamesOfDays { get; } = [.. All.Where(period => !period.Hourly).Select(period => period.Name)];

    public static IReadOnlyList<Period> WarmUp { get; } = [.. All.Take(3)];

    public static Period Named(string name) => All.First(period => period.Name == name);

    /// <summary>The start of the first bucket; null for the first bucket with data.</summary>
    public DateTime? Start(DateTime now) => Back is null ? null : BucketOf(Back(now));

    public DateOnly? FirstDay(DateTime now) => Start(now) is { } start ? DateOnly.FromDateTime(start) : null;

    public DateTime BucketOf(DateTime time) => Hourly ? time.Date.AddHours(time.Hour) : time.Date;

    /// <summary>Both ends are included.</summary>
    public IEnumerable<DateTime> Buckets(DateTime from, DateTime to)
    {
        for (var bucket = from; bucket <= to; bucket = Hourly ? bucket.AddHours(1) : bucket.AddDays(1))
            yield return bucket;
    }
}
