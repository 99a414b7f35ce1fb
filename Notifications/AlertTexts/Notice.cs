namespace Telemetry.Notifications.AlertTexts;

/// <summary>
/// The text of an alert for every channel. Time is that of composing the message (UTC). The subject is one short line without control
/// characters, the text is for mail programs without HTML, the HTML is a whole ASCII document, and the JSON is the webhook's body.
/// </summary>
internal sealed record Notice(Guid Id, string Kind, DateTimeOffset At, string Subject, string Text, string Html, string Json);

internal static class NoticeKind
{
    public const string Incidents = "incidents";

    public const string Digest = "digest";

    public const string Test = "test";
}
