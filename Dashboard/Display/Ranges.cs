namespace Telemetry.Dashboard.Display;

/// <summary>A choice between a few links (Pages/Shared/_Ranges.cshtml).</summary>
/// <param name="Label">What is chosen.</param>
/// <param name="All">In order.</param>
public sealed record Ranges(string Label, IReadOnlyList<Ranges.Range> All)
{
    /// <summary>One of them.</summary>
    /// <param name="Name">For people.</param>
    /// <param name="Address">Where it leads.</param>
    /// <param name="IsChosen">Whether it is what is shown.</param>
    public sealed record Range(string Name, string Address, bool IsChosen);
}
