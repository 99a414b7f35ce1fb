using System.Text;
using Telemetry.Contracts;

namespace Telemetry.Notifications.Composition;

/// <summary>Tells of incidents. All that one evaluation found is one notice; a storm is counted, and its beginning listed.</summary>
internal static class IncidentsNotice
{
    /// <summary>So many steps are listed.</summary>
    public const int MostListed = 20;

    /// <summary>Composes it.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="publicUrl">For a link; null: none.</param>
    public static Notice Of(IncidentsChanged message, Uri? publicUrl)
    {
        var listed = message.Steps.Take(MostListed).ToList();
        var more = message.Steps.Count - listed.Count;
        var link = MailPage.Link(publicUrl, "/dashboard/alerts");
        return new Notice(
            message.Id,
            NoticeKind.Incidents,
            message.At,
            SafeText.Line($"{Words.Prefix} {Summary(message.Steps)}: {string.Join(", ", listed.Select(Words.About))}", Words.SubjectLength),
            Text(message, listed, more, link),
            MailPage.Of(Title(message.Steps), Html(listed, more), link, "Open the incidents"),
            WebhookBody.Of(message));
    }

    // "2 new, 1 over"
    private static string Summary(IReadOnlyList<IncidentStep> steps) =>
        string.Join(", ", steps.GroupBy(step => step.Kind).OrderBy(kind => kind.Key).Select(kind => $"{Words.Number(kind.Count())} {Words.Happened(kind.Key)}"));

    private static string Title(IReadOnlyList<IncidentStep> steps) => steps.Count == 1 ? "1 alert" : $"{Words.Number(steps.Count)} alerts: {Summary(steps)}";

    private static string Text(IncidentsChanged message, IReadOnlyList<IncidentStep> listed, int more, Uri? link)
    {
        var text = new StringBuilder($"{Title(message.Steps)}\n");
        foreach (var step in listed)
            text.Append($"\n{Words.Happened(step.Kind).ToUpperInvariant()}: {Words.About(step)} ({Words.Rule(step)})\n  {Words.Reason(step)}\n  since {Words.Time(step.OpenedAt)}\n");
        if (more > 0)
            text.Append($"\nand {Words.Number(more)} more\n");
        if (link is not null)
            text.Append($"\n{link.AbsoluteUri}\n");
        return text.Append("\n-- \nSent by Telemetry. Times are UTC.\n").ToString();
    }

    private static Markup Html(IReadOnlyList<IncidentStep> listed, int more)
    {
        var rest = more == 0 ? Markup.Empty : Markup.Of($"""<tr><td style="padding:12px 24px;border-top:1px solid #d7dbe0">and {Words.Number(more)} more</td></tr>""");
        return Markup.Of($"{listed.Select(Row)}{rest}");
    }

    private static Markup Row(IncidentStep step) => Markup.Of(
        $"""
        <tr><td style="padding:12px 24px;border-top:1px solid #d7dbe0;overflow-wrap:anywhere">
        <span style="display:inline-block;padding:0 8px;border-radius:4px;background:{Color(step.Kind)};color:#ffffff;font-size:12px;line-height:20px;font-weight:600">{Words.Happened(step.Kind).ToUpperInvariant()}</span>
        <strong style="font-size:16px">{Words.About(step)}</strong><br>
        {Words.Reason(step)}<br>
        <span class="small" style="{MailPage.Small}">{Words.Rule(step)}, since {Words.Time(step.OpenedAt)}</span>
        </td></tr>

        """);

    // White on each of them is read at 4.5:1 or better.
    private static string Color(IncidentStepKind kind) => kind switch
    {
        IncidentStepKind.Opened => "#b42318",
        IncidentStepKind.Worsened => "#93370d",
        _ => "#1a7f37",
    };
}
