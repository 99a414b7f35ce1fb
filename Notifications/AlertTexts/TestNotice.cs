using Telemetry.Contracts;
using static Telemetry.Notifications.AlertTexts.TextFormat;

namespace Telemetry.Notifications.AlertTexts;

internal static class TestNotice
{
    private const string Title = "Alerts arrive here";

    public static Notice Of(TestAlertRequested message, Uri? publicUrl)
    {
        var requested = $"A test was asked for at {Time(message.At)}.";
        var link = MailPage.Link(publicUrl, "/dashboard/alerts");
        return new Notice(
            message.Id,
            NoticeKind.Test,
            message.At,
            $"{Prefix} Test: alerts arrive here",
            $"{Title}\n\n{requested}\n{(link is null ? "" : $"\n{link.AbsoluteUri}\n")}\n-- \nSent by Telemetry. Times are UTC.\n",
            MailPage.Of(Title, Markup.Of($"""<tr><td style="padding:4px 24px">{requested}</td></tr>"""), link, "Open the incidents"),
            WebhookBody.Of(message));
    }
}
