using Telemetry.Dashboard.Api;
using Telemetry.Dashboard.Display;

namespace Telemetry.Dashboard.Pages.Applications;

/// <summary>An application's instances and versions by day.</summary>
/// <param name="Levels">How many are active and quiet.</param>
/// <param name="Changes">How many are new and gone.</param>
/// <param name="Versions">Which share each version has; null if no instance was active.</param>
/// <param name="Releases">How fast versions spread, the youngest first.</param>
public sealed record ApplicationDays(Chart Levels, Chart Changes, Chart? Versions, IReadOnlyList<VersionsOverTime.Release> Releases)
{
    private const int Whole = 100;

    // In the order of the versions, which is that of their use.
    private static readonly Tone[] Tones = [Tone.Series1, Tone.Series2, Tone.Series3, Tone.Series4, Tone.Series5, Tone.Series6, Tone.Series7, Tone.Series8];

    /// <summary>What the answers say.</summary>
    public static ApplicationDays Of(InstancesOverTime instances, VersionsOverTime versions) => new(
        new(
            "instances-by-day",
            "Active instances",
            ChartKind.Lines,
            "Day",
            [new("Active", Tone.Main), new("of them quiet", Tone.Wait)],
            [.. instances.Days.Select((day, i) => ChartRow.Of(day, ChartRow.Of(instances.Active[i]), ChartRow.Of(instances.Quiet[i])))])
        {
            Note = "active: seen on that day or the 29 before; quiet: not in the last 7 of them",
        },
        new(
            "changes-by-day",
            "New and gone",
            ChartKind.Bars,
            "Day",
            [new("New", Tone.Good), new("Gone", Tone.Bad)],
            [.. instances.Days.Select((day, i) => ChartRow.Of(day, ChartRow.Of(instances.New[i]), ChartRow.Of(instances.Gone[i])))])
        {
            Note = "new: seen for the first time; gone: not seen for 30 days",
        },
        versions.Versions.Count == 0 ? null : ChartOf(versions),
        versions.Releases);

    // The most used version stands at the bottom, the others on top of it.
    private static Chart ChartOf(VersionsOverTime versions)
    {
        var hasOthers = versions.Others.Any(count => count > 0);
        return new(
            "versions-by-day",
            "Version adoption",
            ChartKind.Bars,
            "Day",
            [
                .. versions.Versions.Zip(Tones, (version, tone) => new ChartColumn(string.IsNullOrEmpty(version.Version) ? "no version" : version.Version, tone, "%")),
                .. hasOthers ? new[] { new ChartColumn("others", Tone.None, "%") } : [],
            ],
            [.. versions.Days.Select((day, i) => ChartRow.Of(day,
                [
                    .. versions.Versions.Select(version => Share(version.Instances[i], versions.Active[i])),
                    .. hasOthers ? new[] { Share(versions.Others[i], versions.Active[i]) } : [],
                ]))])
        {
            Note = "each version’s share of the active instances",
            AxisTo = Whole,
        };
    }

    // Never more than 100 together. Of what is not told there is no share.
    private static double? Share(long part, long whole) => part >= 0 && whole > 0 ? Math.Floor(10.0 * Whole * part / whole) / 10 : null;
}
