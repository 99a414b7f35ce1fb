namespace Telemetry.Dashboard.Display;

/// <summary>The parts of a sum, as a table with bars (Pages/Shared/_Breakdown.cshtml).</summary>
/// <param name="Id">Of its heading, unique on the page.</param>
/// <param name="Column">The heading of the parts, for example "Version".</param>
/// <param name="Parts">The largest first.</param>
/// <param name="Whole">The sum, which is 100 %.</param>
internal sealed record Breakdown(string Id, string Title, string Column, IReadOnlyList<Breakdown.Part> Parts, long Whole)
{
    /// <summary>The heading of the counts.</summary>
    public string Counted { get; init; } = "Runs";

    /// <summary>A sentence beside the title.</summary>
    public string? Note { get; init; }

    /// <param name="Name">May be a client's text.</param>
    /// <param name="Address">The link of the name; null: none.</param>
    internal sealed record Part(string? Name, long Count, string? Address = null);
}
