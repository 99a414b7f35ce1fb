namespace Telemetry.Notifications.Composition;

/// <summary>What is told, composed for every channel.</summary>
/// <param name="Id">The id of the message that it tells of.</param>
/// <param name="Kind">One of <see cref="NoticeKind"/>.</param>
/// <param name="At">When it came to be (UTC).</param>
/// <param name="Subject">One short line without control characters.</param>
/// <param name="Text">For mail programs that show no HTML.</param>
/// <param name="Html">For the others: a whole document, ASCII.</param>
/// <param name="Json">For programs.</param>
internal sealed record Notice(Guid Id, string Kind, DateTimeOffset At, string Subject, string Text, string Html, string Json);

/// <summary>Kinds of notices.</summary>
internal static class NoticeKind
{
    /// <summary>Incidents opened, got worse or ended.</summary>
    public const string Incidents = "incidents";

    /// <summary>A week beside the one before.</summary>
    public const string Digest = "digest";

    /// <summary>An admin wants to see whether it arrives.</summary>
    public const string Test = "test";
}
