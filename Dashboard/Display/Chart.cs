using Telemetry.Dashboard.Api;

namespace Telemetry.Dashboard.Display;

/// <summary>
/// A chart and the table with the same numbers (Pages/Shared/_Chart.cshtml); wwwroot/assets/charts.js draws it from the table.
/// </summary>
/// <param name="Id">Of its heading, unique on the page.</param>
/// <param name="RowHeader">For example "Day".</param>
/// <param name="Columns">One for each series.</param>
/// <param name="Rows">In order.</param>
internal sealed record Chart(
    string Id, string Title, ChartKind Kind, string RowHeader, IReadOnlyList<ChartColumn> Columns, IReadOnlyList<ChartRow> Rows)
{
    /// <summary>A client's text before the title, or null.</summary>
    public string? Subject { get; init; }

    /// <summary>A sentence under the title, or null.</summary>
    public string? Note { get; init; }

    /// <summary>The axis goes at least so far; 0: as far as the values.</summary>
    public int MinAxisEnd { get; init; }
}

internal enum ChartKind
{
    /// <summary>Stacked bars: parts of a sum.</summary>
    Bars,

    /// <summary>Lines: levels.</summary>
    Lines,
}

/// <param name="Name">May be a client's text.</param>
/// <param name="Unit">After each number, for example "%".</param>
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

/// <param name="At">The hour (UTC), or midnight for a whole day.</param>
/// <param name="Values">In the order of the columns; null where there is none.</param>
internal sealed record ChartRow(DateTime At, bool IsDay, IReadOnlyList<double?> Values)
{
    public static ChartRow OfDay(DateOnly day, params IReadOnlyList<double?> values) =>
        new(day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc), IsDay: true, values);

    /// <summary>The counts of a day. A suppressed count becomes minus infinity.</summary>
    public static ChartRow OfCounts(DateOnly day, params IReadOnlyList<long> counts) =>
        OfDay(day, [.. counts.Select(count => (double?)(count == SuppressedCount.Value ? double.NegativeInfinity : count))]);
}
