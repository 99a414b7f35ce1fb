namespace Telemetry.Dashboard.Pages.Applications;

/// <summary>
/// Levels are active and quiet instances, changes are new and gone ones, versions have each version's share (null if no instance was
/// active), and releases are the youngest first.
/// </summary>
internal sealed record ApplicationDays(Chart Levels, Chart Changes, Chart? Versions, IReadOnlyList<Release> Releases)
{
    // In the order of the versions: the most used first.
    private static readonly Tone[] Tones =
        [Tone.Series1, Tone.Series2, Tone.Series3, Tone.Series4, Tone.Series5, Tone.Series6, Tone.Series7, Tone.Series8];

    public static ApplicationDays From(InstancesOverTime instances, VersionsOverTime versions) => new(
        new(
            "instances-by-day",
            "Active instances",
            ChartKind.Lines,
            "Day",
            [new("Active", Tone.Main), new("of them quiet", Tone.Wait)],
            [.. instances.Days.Select((day, i) => ChartRow.OfCounts(day, instances.Active[i], instances.Quiet[i]))])
        {
            Note = "active: seen on that day or the 29 before; quiet: not in the last 7 of them",
        },
        new(
            "changes-by-day",
            "New and gone",
            ChartKind.Bars,
            "Day",
            [new("New", Tone.Good), new("Gone", Tone.Bad)],
            [.. instances.Days.Select((day, i) => ChartRow.OfCounts(day, instances.New[i], instances.Gone[i]))])
        {
            Note = "new: seen for the first time; gone: not seen for 30 days",
        },
        versions.Versions.Count == 0 ? null : ChartOf(versions),
        versions.Releases);

    // The most used version is at the bottom of the stack.
    private static Chart ChartOf(VersionsOverTime versions)
    {
        var hasOthers = versions.Others.Any(count => count > 0);
        return new(
            "versions-by-day",
            "Version adoption",
            ChartKind.Bars,
            "Day",
            [
                .. versions.Versions.Zip(
                    Tones, (version, tone) => new ChartColumn(
                        string.IsNullOrEmpty(version.Version) ? "no version" : version.Version, tone, "%")),
                .. hasOthers ? new[] { new ChartColumn("others", Tone.None, "%") } : [],
            ],
            [.. versions.Days.Select((day, i) => ChartRow.OfDay(day,
                [
                    .. versions.Versions.Select(version => Share(version.Instances[i], versions.Active[i])),
                    .. hasOthers ? new[] { Share(versions.Others[i], versions.Active[i]) } : [],
                ]))])
        {
            Note = "each version’s share of the active instances",
            MinAxisEnd = 100,
        };
    }

    // Percent, rounded down to one decimal, so that the shares of a day are not more than 100. A suppressed count has no share.
    private static double? Share(long part, long whole) => part >= 0 && whole > 0 ? Math.Floor(1000.0 * part / whole) / 10 : null;
}
