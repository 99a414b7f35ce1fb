namespace Telemetry.Aggregation.Badges;

/// <summary>The colours of badges: by thresholds, or as the query wants it.</summary>
public static class BadgeColor
{
    /// <summary>Of a version.</summary>
    public const string Version = "#8B5CF6";

    /// <summary>Of a metric beside the number of instances.</summary>
    public const string Combined = "#6366F1";

    /// <summary>Of an error, and of few instances.</summary>
    public const string Red = "#EF4444";

    private const string Green = "#00D084";
    private const string Blue = "#3B82F6";
    private const string Amber = "#F59E0B";
    private const string Gray = "#6B7280";

    /// <summary>Of a number of instances.</summary>
    public static string OfInstances(double count) => count switch
    {
        >= 10 => Green,
        >= 5 => Amber,
        _ => Red,
    };

    /// <summary>Of a metric's value.</summary>
    public static string OfMetric(double value) => value switch
    {
        >= 1000 => Green,
        >= 100 => Blue,
        > 0 => Amber,
        _ => Gray,
    };

    /// <summary>
    /// What a query asks for: 3 or 6 hexadecimal digits, with or without #. Null for anything else: the badge keeps its own colour, since
    /// a number in another colour is worth more to its reader than an error.
    /// </summary>
    public static string? Asked(string? text)
    {
        var digits = text is ['#', ..] ? text[1..] : text;
        return digits is { Length: 3 or 6 } && digits.All(char.IsAsciiHexDigit) ? $"#{digits}" : null;
    }
}
