namespace Telemetry.Aggregation.Badges;

internal static class BadgeColor
{
    public const string Version = "#8B5CF6";

    public const string Combined = "#6366F1";

    public const string Red = "#EF4444";

    private const string Green = "#00D084";
    private const string Blue = "#3B82F6";
    private const string Amber = "#F59E0B";
    private const string Gray = "#6B7280";

    public static string OfInstances(double count) => count switch
    {
        >= 10 => Green,
        >= 5 => Amber,
        _ => Red,
    };

    public static string OfMetric(double value) => value switch
    {
        >= 1000 => Green,
        >= 100 => Blue,
        > 0 => Amber,
        _ => Gray,
    };

    /// <summary>
    /// Parses 3 or 6 hexadecimal digits, with or without #. Null otherwise: the badge then has its default colour instead of an error.
    /// </summary>
    public static string? Parse(string? text)
    {
        var digits = text is ['#', ..] ? text[1..] : text;
        return digits is { Length: 3 or 6 } && digits.All(char.IsAsciiHexDigit) ? $"#{digits}" : null;
    }
}
