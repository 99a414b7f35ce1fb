namespace Telemetry.Dashboard.Display;

/// <summary>How a sum is made up, as a table with bars (Pages/Shared/_Shares.cshtml).</summary>
/// <param name="Id">Of its heading, unique on the page.</param>
/// <param name="Title">What is shared out.</param>
/// <param name="Column">What the parts are, for example "Version".</param>
/// <param name="Parts">The largest first.</param>
/// <param name="Whole">What 100 % are.</param>
public sealed record Shares(string Id, string Title, string Column, IReadOnlyList<Shares.Part> Parts, long Whole)
{
    /// <summary>What is counted.</summary>
    public string Counted { get; init; } = "Runs";

    /// <summary>A sentence beside the title, or null.</summary>
    public string? Note { get; init; }

    /// <summary>A part of the sum.</summary>
    /// <param name="Name">Perhaps a client's words.</param>
    /// <param name="Count">How many.</param>
    /// <param name="Address">Where it leads, or null.</param>
    public sealed record Part(string? Name, long Count, string? Address = null);
}
