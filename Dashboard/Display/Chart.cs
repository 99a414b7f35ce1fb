using Telemetry.Dashboard.Api;

namespace Telemetry.Dashboard.Display;

/// <summary>A chart and the table that says the same (Pages/Shared/_Chart.cshtml): scripts draw the one from the other.</summary>
/// <param name="Id">Of its heading, unique on the page.</param>
/// <param name="Title">What it shows.</param>
/// <param name="Kind">How it is drawn.</param>
/// <param name="First">What a row is about, for example "Day".</param>
/// <param name="Columns">One for each series.</param>
/// <param name="Rows">In order.</param>
public sealed record Chart(string Id, string Title, ChartKind Kind, string First, IReadOnlyList<ChartColumn> Columns, IReadOnlyList<ChartRow> Rows)
{
    /// <summary>What it is about, in a client's words; before the title. Null: nothing in particular.</summary>
    public string? Subject { get; init; }

    /// <summary>A sentence under the title, or null.</summary>
    public string? Note { get; init; }

    /// <summary>What the axis shows at least; 0: whatever there is.</summary>
    public int AxisTo { get; init; }
}

/// <summary>How a chart is drawn.</summary>
public enum ChartKind
{
    /// <summary>Stacked bars: parts of a sum.</summary>
    Bars,

    /// <summary>Lines: levels.</summary>
    Lines,
}

/// <summary>A series.</summary>
/// <param name="Name">Its name, perhaps a client's.</param>
/// <param name="Tone">Its colour.</param>
/// <param name="Unit">After each number, for example "%".</param>
public sealed record ChartColumn(string? Name, Tone Tone, string Unit = "");

/// <summary>What a colour means.</summary>
public enum Tone
{
    /// <summary>Nothing in particular.</summary>
    Main,

    /// <summary>Something besides.</summary>
    Other,

    /// <summary>Nothing either, and not in front.</summary>
    None,

    /// <summary>Success.</summary>
    Good,

    /// <summary>Failure.</summary>
    Bad,

    /// <summary>Neither.</summary>
    Wait,

    /// <summary>The first of many that stand for themselves.</summary>
    Series1,

    /// <summary>The second.</summary>
    Series2,

    /// <summary>The third.</summary>
    Series3,

    /// <summary>The fourth.</summary>
    Series4,

    /// <summary>The fifth.</summary>
    Series5,

    /// <summary>The sixth.</summary>
    Series6,

    /// <summary>The seventh.</summary>
    Series7,

    /// <summary>The eighth.</summary>
    Series8,
}

/// <summary>A point of each series.</summary>
/// <param name="At">The hour, or midnight UTC for a whole day.</param>
/// <param name="IsDay">Whether it is a whole day.</param>
/// <param name="Values">In the order of the columns; null where there is none.</param>
public sealed record ChartRow(DateTimeOffset At, bool IsDay, IReadOnlyList<double?> Values)
{
    /// <summary>A count as a value. One that is too small to be told is minus infinity.</summary>
    public static double Of(long count) => count == Few.Count ? double.NegativeInfinity : count;

    /// <summary>The point of a day.</summary>
    public static ChartRow Of(DateOnly day, params IReadOnlyList<double?> values) => new(new(day, TimeOnly.MinValue, TimeSpan.Zero), IsDay: true, values);
}
