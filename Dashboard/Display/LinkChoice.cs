namespace Telemetry.Dashboard.Display;

/// <summary>A choice between links, for example of periods (Pages/Shared/_LinkChoice.cshtml).</summary>
internal sealed record LinkChoice(string Label, IReadOnlyList<LinkChoice.Option> Options)
{
    internal sealed record Option(string Name, string Address, bool IsSelected);
}
