namespace Telemetry.Dashboard.Display;

/// <summary>A choice between a few links (Pages/Shared/_LinkChoice.cshtml), for example of a period.</summary>
internal sealed record LinkChoice(string Label, IReadOnlyList<LinkChoice.Option> Options)
{
    internal sealed record Option(string Name, string Address, bool IsSelected);
}
