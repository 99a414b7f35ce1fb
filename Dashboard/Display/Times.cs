namespace Telemetry.Dashboard.Display;

/// <summary>Times (UTC) and durations as people read them.</summary>
internal static class Times
{
    /// <summary>An instance that was not seen for this time does not count as active.</summary>
    public static readonly TimeSpan SilentAfter = TimeSpan.FromDays(30);

    private static readonly (TimeSpan Length, string Name)[] Units =
    [
        (TimeSpan.FromDays(365), "year"), (TimeSpan.FromDays(30), "month"), (TimeSpan.FromDays(1), "day"),
        (TimeSpan.FromHours(1), "hour"), (TimeSpan.FromMinutes(1), "minute"),
    ];

    /// <summary>"3 hours ago", "in 2 minutes"; "just now" within a minute.</summary>
    public static string Relative(DateTime time, DateTime now)
    {
        var distance = (now - time).Duration();
        foreach (var (length, name) in Units)
        {
            if (distance < length)
                continue;
            var count = Numbers.Count((long)(distance / length), name, $"{name}s");
            return time < now ? $"{count} ago" : $"in {count}";
        }

        return "just now";
    }

    /// <summary>"2026-01-31 23:59:59 UTC".</summary>
    public static string Exact(DateTime time) => time.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>"23:59:59 UTC".</summary>
    public static string Clock(DateTime time) => time.ToString("HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>"1 h 5 min", "1 min 34 s", "34 s"; a dash for none.</summary>
    public static string Duration(double seconds)
    {
        var time = TimeSpan.FromSeconds(double.IsNaN(seconds) ? 0 : Math.Round(seconds));
        return time switch
        {
            { Ticks: <= 0 } => Numbers.None,
            { TotalHours: >= 1 } => $"{(long)time.TotalHours} h {time.Minutes} min",
            { TotalMinutes: >= 1 } => $"{time.Minutes} min {time.Seconds} s",
            _ => $"{time.Seconds} s",
        };
    }

    /// <summary>"850 ms", "8.1 s", "2 min 5 s"; a dash for none.</summary>
    public static string Milliseconds(double milliseconds) => milliseconds switch
    {
        <= 0 or double.NaN => Numbers.None,
        < 1_000 => $"{Numbers.Rounded(Math.Round(milliseconds))} ms",
        < 60_000 => $"{Numbers.Rounded(milliseconds / 1000)} s",
        < 1e12 => Duration(milliseconds / 1000),
        _ => "years",
    };

    /// <summary>"2026-01-31".</summary>
    public static string Day(DateTime time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>RFC 3339, for machines.</summary>
    public static string Machine(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
