using System.Text;
using Telemetry.Contracts;
using static Telemetry.Notifications.AlertTexts.TextFormat;

namespace Telemetry.Notifications.AlertTexts;

/// <summary>The notice of all incidents of one evaluation. A long list is cut, and the rest is counted.</summary>
internal static class IncidentsNotice
{
    public const int MaxListed = 20;

    private const string BadgeStyle =
        "display:inline-block;padding:0 8px;border-radius:4px;color:#ffffff;font-size:12px;line-height:20px;font-weight:600";

    public static Notice Of(IncidentsChanged message, Uri? publicUrl)
    {
        var listed = message.Steps.Take(MaxListed).ToList();
        var more = message.Steps.Count - listed.Count;
        var link = MailPage.Link(publicUrl, "/dashboard/alerts");
        return new Notice(
            message.Id,
            NoticeKind.Incidents,
            message.At,
            SafeText.Line($"{Prefix} {Summary(message.Steps)}: {string.Join(", ", listed.Select(About))}", SubjectLength),
            Text(message, listed, more, link),
            MailPage.Of(Title(message.Steps), Html(listed, more), link, "Open the incidents"),
            WebhookBody.Of(message));
    }

    // "2 new, 1 over"
    private static string Summary(IReadOnlyList<IncidentStep> steps) =>
        string.Join(
            ", ",
            steps.CountBy(step => step.Kind).OrderBy(kind => kind.Key).Select(kind => $"{Number(kind.Value)} {Happened(kind.Key)}"));

    private static string Title(IReadOnlyList<IncidentStep> steps) =>
        steps.Count == 1 ? "1 alert" : $"{Number(steps.Count)} alerts: {Summary(steps)}";

    private static string Text(IncidentsChanged message, IReadOnlyList<IncidentStep> listed, int more, Uri? link)
    {
        var text = new StringBuilder($"{Title(message.Steps)}\n");
        foreach (var step in listed)
        {
            text.Append($"\n{Happened(step.Kind).ToUpperInvariant()}: {About(step)} ({Rule(step)})\n");
            text.Append($"  {Reason(step)}\n  since {Time(step.OpenedAt)}\n");
        }

        if (more > 0)
            text.Append($"\nand {Number(more)} more\n");
        if (link is not null)
            text.Append($"\n{link.AbsoluteUri}\n");
        return text.Append("\n-- \nSent by Telemetry. Times are UTC.\n").ToString();
    }

    private static Markup Html(IReadOnlyList<IncidentStep> listed, int more)
    {
        var rest = more == 0
            ? Markup.Empty
            : Markup.Of($"""<tr><td style="padding:12px 24px;border-top:1px solid #d7dbe0">and {Number(more)} more</td></tr>""");
        return Markup.Of($"{listed.Select(Row)}{rest}");
    }

    private static Markup Row(IncidentStep step) => Markup.Of(
        $"""
        <tr><td style="padding:12px 24px;border-top:1px solid #d7dbe0;overflow-wrap:anywhere">
        <span style="{BadgeStyle};background:{Color(step.Kind)}">{Happened(step.Kind).ToUpperInvariant()}</span>
        <strong style="font-size:16px">{About(step)}</strong><br>
        {Reason(step)}<br>
        <span class="small" style="{MailPage.Small}">{Rule(step)}, since {Time(step.OpenedAt)}</span>
        </td></tr>

        """);

    // White text has a contrast of 4.5:1 or better on each color.
    private static string Color(IncidentStepKind kind) => kind switch
    {
        IncidentStepKind.Opened => "#b42318",
        IncidentStepKind.Worsened => "#93370d",
        _ => "#1a7f37",
    };
}
