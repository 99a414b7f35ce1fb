using System.Globalization;
using System.Text.RegularExpressions;

namespace Telemetry.Import.Sources;

/// <summary>The sources' forms of times: RFC 3339, also with a space for the T or without an offset (UTC), and unix time.</summary>
internal static partial class SourceTime
{
    private const long FirstMillisecond = 100_000_000_000;

    /// <summary>RFC 3339 in UTC. Any other text is unchanged; the gateway skips its record.</summary>
    public static string Normalise(string text)
    {
        if (Form().Match(text.Trim()) is not { Success: true } match)
            return text;

        var (date, time) = (match.Groups["date"].Value, match.Groups["time"].Value);
        var (fraction, offset) = (match.Groups["fraction"].Value, match.Groups["offset"].Value);
        if (time.Length == "12:34".Length)
            time += ":00";
        // .NET parses seven digits of a second, PostgreSQL stores six.
        if (fraction.Length > 7)
            fraction = fraction[..7];
        if (offset is "" or "UTC" or "z")
            offset = "Z";
        var rfc3339 = $"{date}T{time}{fraction}{offset}";
        return DateTimeOffset.TryParse(rfc3339, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var moment)
            ? Write(moment)
            : text;
    }

    /// <summary>Unix time, in seconds or milliseconds.</summary>
    public static string Normalise(long unixTime) => Write(
        unixTime < FirstMillisecond ? DateTimeOffset.FromUnixTimeSeconds(unixTime) : DateTimeOffset.FromUnixTimeMilliseconds(unixTime));

    private static string Write(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"^(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ](?<time>[0-9]{2}:[0-9]{2}(:[0-9]{2})?)(?<fraction>\.[0-9]{1,9})?"
        + @" ?(?<offset>[Zz]|UTC|[+-][0-9]{2}(:?[0-9]{2})?)?\z",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
