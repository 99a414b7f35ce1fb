namespace Telemetry.Dashboard.Display;

/// <summary>Compares a number with that of the same number of days before, in words.</summary>
internal sealed record Comparison(int Days)
{
    private string PreviousDays => Days == 1 ? "the day before" : $"the {Days} days before";

    /// <summary>"12% more than the 7 days before".</summary>
    public string Count(long now, long then) => (now, then) switch
    {
        (SuppressedCount.Value, _) or (_, SuppressedCount.Value) => $"{Numbers.Text(then)} {PreviousDays}",
        _ when now == then => $"as {PreviousDays}",
        (_, 0) => $"none {PreviousDays}",
        _ when now > 2 * then => $"{Numbers.Rounded((double)now / then)} times as many as {PreviousDays}",
        _ => $"{Numbers.Share(Math.Abs(now - then), then)} {(now > then ? "more" : "fewer")} than {PreviousDays}",
    };

    /// <summary>"1.5 points above the 7 days before"; percentages. Null: nothing to compare.</summary>
    public string? Rate(double now, double then)
    {
        var points = Math.Round(now - then, 1);
        return points switch
        {
            double.NaN => null,
            0 => $"as {PreviousDays}",
            _ => $"{Numbers.Rounded(Math.Abs(points))} points {(points > 0 ? "above" : "below")} {PreviousDays}",
        };
    }

    /// <summary>"8 s longer than the 7 days before"; in any unit. Null: nothing to compare.</summary>
    public string? Duration(double now, double then, Func<double, string> format) => (now, then) switch
    {
        (double.NaN or 0, _) or (_, double.NaN or 0) => null,
        _ when format(now) == format(then) => $"as {PreviousDays}",
        _ => $"{format(Math.Abs(now - then))} {(now > then ? "longer" : "shorter")} than {PreviousDays}",
    };
}
