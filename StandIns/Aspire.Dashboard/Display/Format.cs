using System.Globalization;

namespace Aspire.Dashboard.Display;

/// <summary>Numbers and times for people. Server and reader share a machine, and so a time zone.</summary>
internal static class Format
{
    /// <summary>A time of day with milliseconds.</summary>
    public static string Clock(DateTimeOffset at) => at.ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    /// <summary>Date and time of day.</summary>
    public static string Exact(DateTimeOffset at) => at.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss.fff zzz", CultureInfo.InvariantCulture);

    /// <summary>As machines write it.</summary>
    public static string Machine(DateTimeOffset at) => at.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture);

    /// <summary>Three digits and a unit.</summary>
    public static string Duration(TimeSpan duration) => duration switch
    {
        { TotalMicroseconds: < 1000 } => $"{Digits(duration.TotalMicroseconds)} µs",
        { TotalMilliseconds: < 1000 } => $"{Digits(duration.TotalMilliseconds)} ms",
        { TotalSeconds: < 60 } => $"{Digits(duration.TotalSeconds)} s",
        _ => $"{(int)duration.TotalMinutes} min {duration.Seconds} s",
    };

    /// <summary>A whole number with separators.</summary>
    public static string Whole(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A number of any size, in few digits.</summary>
    public static string Number(double number) => Math.Abs(number) switch
    {
        0 => "0",
        >= 1e15 or < 1e-4 => number.ToString("0.###e0", CultureInfo.InvariantCulture),
        >= 1000 => number.ToString("#,0.#", CultureInfo.InvariantCulture),
        >= 1 => number.ToString("0.###", CultureInfo.InvariantCulture),
        _ => number.ToString("0.#####", CultureInfo.InvariantCulture),
    };

    private static string Digits(double number) => number.ToString(number switch { < 10 => "0.00", < 100 => "0.0", _ => "0" }, CultureInfo.InvariantCulture);
}
