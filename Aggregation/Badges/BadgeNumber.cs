namespace Telemetry.Aggregation.Badges;

internal static class BadgeNumber
{
    // Longer numbers do not fit into a badge.
    private const double Huge = 1e15;

    private static readonly string[] Units = ["k", "M", "B", "T"];

    /// <summary>
    /// 999, 1.0k, 1.0M, 1.0B: one decimal above a thousand, at most one below it. A number that rounds up to a thousand takes the next
    /// unit.
    /// </summary>
    public static string Text(double value)
    {
        var size = Math.Abs(value);
        var sign = value < 0 ? "-" : "";
        if (double.IsNaN(value))
            return "0";
        if (double.IsInfinity(value))
            return $"{sign}∞";
        if (size >= Huge)
            return $"{sign}{size:0.0e0}";

        var rounded = Rounded(size);
        if (rounded < 1000)
            return rounded == 0 ? "0" : $"{sign}{rounded:0.#}";

        var unit = 0;
        for (size /= 1000; Rounded(size) >= 1000 && unit < Units.Length - 1; size /= 1000)
            unit++;
        return $"{sign}{Rounded(size):0.0}{Units[unit]}";
    }

    private static double Rounded(double value) => Math.Round(value, 1, MidpointRounding.AwayFromZero);
}
