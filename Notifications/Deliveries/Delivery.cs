using Telemetry.Notifications.AlertTexts;

namespace Telemetry.Notifications.Deliveries;

/// <summary>
/// A notice for one recipient, a mail address or a host. Interruptions counts the attempts during which the process ended, after
/// which it may have arrived. Attempts includes the current one.
/// </summary>
internal sealed record Delivery(
    Guid Id, string Channel, string Recipient, DateTimeOffset CreatedAt, int Interruptions, int Attempts, Notice Notice);

internal abstract record Outcome
{
    private Outcome()
    {
    }

    /// <summary>The recipient's server has accepted the delivery.</summary>
    public sealed record Sent : Outcome;

    /// <summary>The recipient's server will never accept the delivery.</summary>
    public sealed record Rejected(string Reason) : Outcome;

    /// <summary>The recipient's server may accept the delivery later.</summary>
    public sealed record Postponed(string Reason) : Outcome;
}

internal static class Recipient
{
    /// <summary><c>a***@example.org</c> for a mail address; a host is unchanged.</summary>
    public static string Masked(string recipient) => recipient.IndexOf('@', StringComparison.Ordinal) switch
    {
        > 0 and var at => $"{recipient[0]}***{recipient[at..]}",
        _ => recipient,
    };
}
