using Telemetry.Dashboard.Api;

namespace Telemetry.Dashboard.Display;

/// <summary>How a number compares with that of as many days before, in words.</summary>
/// <param name="Days">How many.</param>
public sealed record Comparison(int Days)
{
    private string When => Days == 1 ? "the day before" : $"the {Days} days before";

    /// <summary>"12% more than the 7 days before".</summary>
    public string Count(long now, long then) => (now, then) switch
    {
        (Few.Count, _) or (_, Few.Count) => $"{Numbers.Text(then)} {When}",
        _ when now == then => $"as {When}",
        (_, 0) => $"none {When}",
        _ when now > 2 * then => $"{Numbers.Rounded((double)now / then)} times as many as {When}",
        _ => $"{Numbers.Share(Math.Abs(now - then), then)} {(now > then ? "more" : "fewer")} than {When}",
    };

    /// <summary>"1.5 points above the 7 days before"; percentages. Null: there is nothing to compare.</summary>
    public string? Rate(double now, double then)
    {
        var points = Math.Round(now - then, 1);
        return points switch
        {
            double.NaN => null,
            0 => $"as {When}",
            _ => $"{Numbers.Rounded(Math.Abs(points))} points {(points > 0 ? "above" : "below")} {When}",
        };
    }

    /// <summary>"8 s longer than the 7 days before"; in any unit. Null: there is nothing to compare.</summary>
    /// <param name="now">Of now.</param>
    /// <param name="then">Of then.</param>
    /// <param name="text">A length as people read it.</param>
    public string? Length(double now, double then, Func<double, string> text) => (now, then) switch
    {
        (double.NaN or 0, _) or (_, double.NaN or 0) => null,
        _ when text(now) == text(then) => $"as {When}",
        _ => $"{text(Math.Abs(now - then))} {(now > then ? "longer" : "shorter")} than {When}",
    };
}
