using Telemetry.Notifications.AlertTexts;

namespace Telemetry.Notifications.Deliveries;

/// <summary>A notice for one recipient.</summary>
/// <param name="Id">The same in every attempt.</param>
/// <param name="Channel">One of <see cref="Deliveries.Channel"/>.</param>
/// <param name="Recipient">A mail address, or a host.</param>
/// <param name="CreatedAt">When it was recorded.</param>
/// <param name="Interruptions">How often a process ended during an attempt: the delivery may have arrived.</param>
/// <param name="Attempts">This one included.</param>
/// <param name="Notice">The content.</param>
internal sealed record Delivery(
    Guid Id, string Channel, string Recipient, DateTimeOffset CreatedAt, int Interruptions, int Attempts, Notice Notice);

/// <summary>The result of an attempt.</summary>
internal abstract record Outcome
{
    private Outcome()
    {
    }

    /// <summary>The recipient's server has it.</summary>
    public sealed record Sent : Outcome;

    /// <summary>The recipient's server will never take it.</summary>
    public sealed record Rejected(string Reason) : Outcome;

    /// <summary>The recipient's server may take it later.</summary>
    public sealed record Postponed(string Reason) : Outcome;
}

/// <summary>Recipients as they are shown.</summary>
internal static class Recipient
{
    /// <summary><c>a***@example.org</c> of a mail address; a host as it is.</summary>
    public static string Masked(string recipient) => recipient.IndexOf('@', StringComparison.Ordinal) switch
    {
        > 0 and var at => $"{recipient[0]}***{recipient[at..]}",
        _ => recipient,
    };
}
