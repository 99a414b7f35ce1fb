namespace Telemetry.Dashboard.Display;

/// <summary>A choice between links, for example of periods (Pages/Shared/_LinkChoice.cshtml).</summary>
internal sealed record LinkChoice(string Label, IReadOnlyList<LinkChoice.Option> Options)
{
    public const int DefaultDays = 30;

    private static readonly (int Days, string Name)[] AllDays =
        [(1, "Today"), (7, "7 days"), (DefaultDays, "30 days"), (90, "90 days"), (365, "365 days")];

    public static LinkChoice OfDays(int selected, Func<int, string> address) =>
        new("Days", [.. AllDays.Select(range => new Option(range.Name, address(range.Days), range.Days == selected))]);

    /// <summary>The default for missing days, and for days that are not offered.</summary>
    public static int ParseDays(int? days) => AllDays.Any(range => range.Days == days) ? days!.Value : DefaultDays;

    internal sealed record Option(string Name, string Address, bool IsSelected);
}
