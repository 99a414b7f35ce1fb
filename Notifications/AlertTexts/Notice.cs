namespace Telemetry.Notifications.AlertTexts;

/// <summary>The text of an alert for every channel.</summary>
/// <param name="Id">The id of the message.</param>
/// <param name="Kind">One of <see cref="NoticeKind"/>.</param>
/// <param name="At">When the message was composed (UTC).</param>
/// <param name="Subject">One short line without control characters.</param>
/// <param name="Text">For mail programs that show no HTML.</param>
/// <param name="Html">For the others: a whole document, ASCII.</param>
/// <param name="Json">The body of the webhook's post.</param>
internal sealed record Notice(Guid Id, string Kind, DateTimeOffset At, string Subject, string Text, string Html, string Json);

/// <summary>Kinds of notices.</summary>
internal static class NoticeKind
{
    /// <summary>Incidents opened, got worse or ended.</summary>
    public const string Incidents = "incidents";

    /// <summary>A week beside the one before.</summary>
    public const string Digest = "digest";

    /// <summary>A test that an admin requested.</summary>
    public const string Test = "test";
}
