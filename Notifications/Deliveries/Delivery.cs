using Telemetry.Notifications.Composition;

namespace Telemetry.Notifications.Deliveries;

/// <summary>A notice on its way to one recipient.</summary>
/// <param name="Id">Its own id, the same in every attempt.</param>
/// <param name="Channel">One of <see cref="Deliveries.Channel"/>.</param>
/// <param name="Recipient">A mail address, or a host.</param>
/// <param name="CreatedAt">When it was recorded.</param>
/// <param name="Interruptions">How often a process ended in the middle of an attempt: it may have arrived.</param>
/// <param name="Attempts">This one included.</param>
/// <param name="Notice">What is told.</param>
internal sealed record Delivery(Guid Id, string Channel, string Recipient, DateTimeOffset CreatedAt, int Interruptions, int Attempts, Notice Notice);

/// <summary>How an attempt ended.</summary>
internal abstract record Outcome
{
    private Outcome()
    {
    }

    /// <summary>The recipient's server has it.</summary>
    public sealed record Sent : Outcome;

    /// <summary>It does not take it, now or ever.</summary>
    public sealed record Refused(string Reason) : Outcome;

    /// <summary>It may take it later.</summary>
    public sealed record Postponed(string Reason) : Outcome;
}
