namespace Telemetry.Dashboard.Display;

/// <summary>A single number, formatted, with lines below it (Pages/Shared/_Cards.cshtml); null notes are left out.</summary>
internal sealed record Card(string Name, string Value, params IReadOnlyList<string?> Notes)
{
    public string? Address { get; init; }
}
