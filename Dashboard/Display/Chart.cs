namespace Telemetry.Dashboard.Display;

/// <summary>
/// A chart and the table with the same numbers (Pages/Shared/_Chart.cshtml); wwwroot/assets/charts.js draws it from the table. The id is
/// that of the heading, unique on the page; the row header is for example "Day"; each series is a column.
/// </summary>
internal sealed record Chart(
    string Id, string Title, ChartKind Kind, string RowHeader, IReadOnlyList<ChartColumn> Columns, IReadOnlyList<ChartRow> Rows)
{
    /// <summary>A client's text before the title, or null.</summary>
    public string? Subject { get; init; }

    public string? Note { get; init; }

    /// <summary>The minimum end of the axis; 0 for the largest value.</summary>
    public int MinAxisEnd { get; init; }
}

internal enum ChartKind
{
    /// <summary>Stacked bars: parts of a sum.</summary>
    Bars,

    /// <summary>Lines: levels.</summary>
    Lines,
}

/// <summary>The name may be a client's text; the unit follows each number, for example "%".</summary>
internal sealed record ChartColumn(string? Name, Tone Tone, string Unit = "");

/// <summary>The colour of a series: <c>--plot-main</c> and so on in wwwroot/assets/site.css.</summary>
internal enum Tone
{
    Main,
    Other,

    /// <summary>In the background.</summary>
    None,

    Good,
    Bad,
    Wait,

    /// <summary>The first of up to eight series without a meaning of their own.</summary>
    Series1,
    Series2,
    Series3,
    Series4,
    Series5,
    Series6,
    Series7,
    Series8,
}

/// <summary>The time is the hour (UTC), or midnight for a whole day. Values are in the order of the columns, null if missing.</summary>
internal sealed record ChartRow(DateTime At, bool IsDay, IReadOnlyList<double?> Values)
{
    public static ChartRow OfDay(DateOnly day, params IReadOnlyList<double?> values) =>
        new(day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc), IsDay: true, values);

    /// <summary>A suppressed count becomes minus infinity.</summary>
    public static ChartRow OfCounts(DateOnly day, params IReadOnlyList<long> counts) =>
        OfDay(day, [.. counts.Select(count => (double?)(count == SuppressedCount.Value ? double.NegativeInfinity : count))]);
}
