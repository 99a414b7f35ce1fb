using Telemetry.Dashboard.Api;
using Telemetry.Dashboard.Display;

namespace Telemetry.Dashboard.Pages.Runs;

/// <summary>As many days before those that are shown, for comparison.</summary>
/// <param name="Days">How many.</param>
/// <param name="Succeeded">Runs that succeeded.</param>
/// <param name="Failed">Runs that failed.</param>
public sealed record Before(int Days, long Succeeded, long Failed)
{
    private string When => Days == 1 ? "the day before" : $"the {Days} days before";

    /// <summary>The days before the last ones of a longer range; null if nothing ended in them, which says nothing.</summary>
    public static Before? In(IReadOnlyList<RunSummary.OfDay> longer, int days)
    {
        var before = longer.SkipLast(days).TakeLast(days).ToArray();
        var sum = new Before(days, before.Sum(day => day.Success), before.Sum(day => day.Failed));
        return sum.Succeeded + sum.Failed > 0 ? sum : null;
    }

    /// <summary>"12% more than the 7 days before".</summary>
    public string Compare(long now, long then) => (now, then) switch
    {
        _ when now == then => $"as {When}",
        (_, 0) => $"none {When}",
        _ when now > 2 * then => $"{Numbers.Rounded((double)now / then)} times as many as {When}",
        _ => $"{Numbers.Share(Math.Abs(now - then), then)} {(now > then ? "more" : "fewer")} than {When}",
    };

    /// <summary>"1.5 points above the 7 days before".</summary>
    public string CompareRate(double now)
    {
        var points = Math.Round(now - (100.0 * Succeeded / (Succeeded + Failed)), 1);
        return points == 0 ? $"as {When}" : $"{Numbers.Rounded(Math.Abs(points))} points {(points > 0 ? "above" : "below")} {When}";
    }
}
