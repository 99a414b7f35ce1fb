using System.Globalization;
using Telemetry.Contracts;

namespace Telemetry.Notifications.AlertTexts;

internal static class TextFormat
{
    /// <summary>The beginning of every subject, for mail filters.</summary>
    public const string Prefix = "[Telemetry]";

    public const int SubjectLength = 150;

    private const int ReasonLength = 400;

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>One decimal; a dash if the whole is 0.</summary>
    public static string Percent(long part, long whole) =>
        whole == 0 ? "–" : string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / whole:0.0} %");

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    public static string About(IncidentStep step) => SafeText.Name(step.Subject) is { Length: > 0 } name ? name : "All runs";

    public static string Reason(IncidentStep step) => SafeText.Line(step.Reason, ReasonLength);

    public static string Rule(IncidentStep step) => SafeText.Name(step.Rule.Replace('_', ' '));

    public static string Happened(IncidentStepKind kind) => kind switch
    {
        IncidentStepKind.Opened => "new",
        IncidentStepKind.Worsened => "worse",
        IncidentStepKind.Ended => "over",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
