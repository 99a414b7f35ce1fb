namespace Telemetry.Dashboard.Display;

/// <summary>
/// The parts of a sum, largest first, as a table with bars (Pages/Shared/_Breakdown.cshtml). The id is that of the heading, unique on the
/// page; the column is the heading of the parts, for example "Version"; the whole is 100 %.
/// </summary>
internal sealed record Breakdown(string Id, string Title, string Column, IReadOnlyList<Breakdown.Part> Parts, long Whole)
{
    public string Counted { get; init; } = "Runs";

    public string? Note { get; init; }

    /// <summary>The name may be a client's text.</summary>
    internal sealed record Part(string? Name, long Count, string? Address = null);
}
