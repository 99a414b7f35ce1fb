namespace Telemetry.Dashboard.Display;

/// <summary>A number that stands for itself (Pages/Shared/_Cards.cshtml).</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">As people read it.</param>
/// <param name="Notes">Lines below it; null ones are left out.</param>
public sealed record Card(string Name, string Value, params IReadOnlyList<string?> Notes)
{
    /// <summary>Where its name leads, or null.</summary>
    public string? Address { get; init; }
}
