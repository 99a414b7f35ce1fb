namespace Telemetry.Contracts.Reads;

/// <summary>A page of the delivery log.</summary>
/// <param name="Deliveries">The newest first.</param>
/// <param name="Next">The cursor of the next page, or null.</param>
public sealed record DeliveryPage(IReadOnlyList<Delivery> Deliveries, string? Next);

/// <summary>A message to one recipient.</summary>
/// <param name="Id">Its identity.</param>
/// <param name="IncidentChangeId">The message that it was made from.</param>
/// <param name="Channel">mail or webhook.</param>
/// <param name="Recipient">a***@example.org, or a host; "": nobody is configured.</param>
/// <param name="Kind">incidents, digest or test.</param>
/// <param name="Subject">Of the mail.</param>
/// <param name="State">waiting, sent, failed, or recorded: there is no way to send it.</param>
/// <param name="Attempts">So far.</param>
/// <param name="Reason">Why it waits, failed or is only recorded, or a remark about what was sent; or "".</param>
/// <param name="At">When it was recorded.</param>
/// <param name="SentAt">When the recipient's server took it, or null.</param>
public sealed record Delivery(
    Guid Id,
    Guid IncidentChangeId,
    string Channel,
    string Recipient,
    string Kind,
    string Subject,
    string State,
    int Attempts,
    string Reason,
    DateTime At,
    DateTime? SentAt);
