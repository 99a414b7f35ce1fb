using System.Globalization;
using System.Text.RegularExpressions;

namespace Telemetry.Import.Sources;

/// <summary>Times as the sources write them: RFC 3339, with a space in its midst, without an offset (UTC then), or unix time.</summary>
public static partial class SourceTime
{
    private const long FirstMillisecond = 100_000_000_000;

    /// <summary>The time in RFC 3339, UTC; what is no time stays as it is, and is for the gateway to refuse.</summary>
    public static string Normalise(string text)
    {
        if (Form().Match(text.Trim()) is not { Success: true } match)
            return text;

        var (date, time, fraction, offset) = (match.Groups["date"].Value, match.Groups["time"].Value, match.Groups["fraction"].Value, match.Groups["offset"].Value);
        if (time.Length == "12:34".Length)
            time += ":00";
        // .NET reads seven digits of a second, PostgreSQL keeps six.
        if (fraction.Length > 7)
            fraction = fraction[..7];
        if (offset is "" or "UTC" or "z")
            offset = "Z";
        return DateTimeOffset.TryParse($"{date}T{time}{fraction}{offset}", CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var moment)
            ? Write(moment)
            : text;
    }

    /// <summary>Unix time, in seconds or milliseconds.</summary>
    public static string Normalise(long unixTime) => Write(
        unixTime < FirstMillisecond ? DateTimeOffset.FromUnixTimeSeconds(unixTime) : DateTimeOffset.FromUnixTimeMilliseconds(unixTime));

    private static string Write(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"^(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ](?<time>[0-9]{2}:[0-9]{2}(:[0-9]{2})?)(?<fraction>\.[0-9]{1,9})? ?(?<offset>[Zz]|UTC|[+-][0-9]{2}(:?[0-9]{2})?)?\z",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
