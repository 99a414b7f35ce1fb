namespace Telemetry.Notifications.Deliveries;

/// <summary>Recipients, as they are shown.</summary>
internal static class Recipient
{
    /// <summary><c>a***@example.org</c> of a mail address; a host as it is.</summary>
    public static string Masked(string recipient) => recipient.IndexOf('@', StringComparison.Ordinal) switch
    {
        > 0 and var at => $"{recipient[0]}***{recipient[at..]}",
        _ => recipient,
    };
}
