namespace Telemetry.Aggregation.Reads;

/// <summary>A range of time that ends now, and the size of its buckets.</summary>
/// <param name="Name">As in the query.</param>
/// <param name="Hourly">Buckets are hours; otherwise days.</param>
/// <param name="Back">From now to its start; null: everything.</param>
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

    /// <summary>All of them, the default first.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(period => period.Name)];

    /// <summary>Those whose buckets are days, the default first.</summary>
    public static IReadOnlyList<string> NamesOfDays { get; } = [.. All.Where(period => !period.Hourly).Select(period => period.Name)];

    /// <summary>Those of the warm-up set.</summary>
    public static IReadOnlyList<Period> WarmUp { get; } = [.. All.Take(3)];

    /// <summary>By its name, which exists.</summary>
    public static Period Named(string name) => All.First(period => period.Name == name);

    /// <summary>The start of the first bucket; null: the first that there is.</summary>
    public DateTime? Start(DateTime now) => Back is null ? null : BucketOf(Back(now));

    /// <summary>Its first day (UTC); null: the first that there is.</summary>
    public DateOnly? FirstDay(DateTime now) => Start(now) is { } start ? DateOnly.FromDateTime(start) : null;

    /// <summary>The start of the bucket of a time.</summary>
    public DateTime BucketOf(DateTime time) => Hourly ? time.Date.AddHours(time.Hour) : time.Date;

    /// <summary>All buckets from one to another, both included.</summary>
    public IEnumerable<DateTime> Buckets(DateTime from, DateTime to)
    {
        for (var bucket = from; bucket <= to; bucket = Hourly ? bucket.AddHours(1) : bucket.AddDays(1))
            yield return bucket;
    }
}
