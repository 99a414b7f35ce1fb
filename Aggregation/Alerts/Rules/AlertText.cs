using System.Globalization;

namespace Telemetry.Aggregation.Alerts.Rules;

internal static class AlertText
{
    /// <summary>34 is "34.0 %".</summary>
    public static string Percent(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:0.0} %");

    /// <summary>1234 is "1,234".</summary>
    public static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    public static string Count(long value, string one, string many) => $"{Count(value)} {(value == 1 ? one : many)}";

    /// <summary>3.25 is "3.2 hours".</summary>
    public static string Hours(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:0.0} hours");

    public static string Failures(RunOutcomes day) =>
        $"{Percent(day.FailureRate)} of {Count(day.Finished, "finished run", "finished runs")} failed in the last 24 hours";
}
