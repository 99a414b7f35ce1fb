using Telemetry.Contracts;

namespace Telemetry.Notifications.Composition;

/// <summary>Tells that an admin asked for it.</summary>
internal static class TestNotice
{
    private const string Title = "Alerts arrive here";

    /// <summary>Composes it.</summary>
    /// <param name="message">Who asks wants an answer.</param>
    /// <param name="publicUrl">For a link; null: none.</param>
    public static Notice Of(TestAlertRequested message, Uri? publicUrl)
    {
        var asked = $"A test was asked for at {Words.Time(message.At)}.";
        var link = MailPage.Link(publicUrl, "/dashboard/alerts");
        return new Notice(
            message.Id,
            NoticeKind.Test,
            message.At,
            $"{Words.Prefix} Test: alerts arrive here",
            $"{Title}\n\n{asked}\n{(link is null ? "" : $"\n{link.AbsoluteUri}\n")}\n-- \nSent by Telemetry. Times are UTC.\n",
            MailPage.Of(Title, Markup.Of($"""<tr><td style="padding:4px 24px">{asked}</td></tr>"""), link, "Open the incidents"),
            WebhookBody.Of(message));
    }
}
