namespace Telemetry.Dashboard.Display;

/// <summary>A number that stands alone (Pages/Shared/_Cards.cshtml).</summary>
/// <param name="Value">Formatted.</param>
/// <param name="Notes">Lines below the value; nulls are left out.</param>
internal sealed record Card(string Name, string Value, params IReadOnlyList<string?> Notes)
{
    /// <summary>The link of the name; null: none.</summary>
    public string? Address { get; init; }
}
