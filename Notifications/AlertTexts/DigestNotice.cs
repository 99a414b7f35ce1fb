using System.Globalization;
using System.Text;
using Telemetry.Contracts;
using static Telemetry.Notifications.AlertTexts.TextFormat;

namespace Telemetry.Notifications.AlertTexts;

/// <summary>A week compared with the week before.</summary>
internal static class DigestNotice
{
    public static Notice Of(WeekSummed message, Uri? publicUrl)
    {
        var title = $"Week of {message.From.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)}";
        var tables = Tables(message);
        var link = MailPage.Link(publicUrl, "/dashboard");
        return new Notice(
            message.Id,
            NoticeKind.Digest,
            EndOf(message),
            $"{Prefix} {title}: {Number(message.Runs.Total)} runs, {SuccessRate(message.Runs)} succeeded",
            Text(title, tables, link),
            MailPage.Of(title, Markup.Of($"{tables.Select(Html)}"), link, "Open the dashboard"),
            WebhookBody.Of(message, EndOf(message)));
    }

    private static DateTimeOffset EndOf(WeekSummed week) => new(week.From.AddDays(7), TimeOnly.MinValue, TimeSpan.Zero);

    private static List<Table> Tables(WeekSummed week)
    {
        List<Table> tables =
        [
            new("", ["", "This week", "Before"],
            [
                Numbers("Runs", week.Runs.Total, week.RunsBefore.Total),
                ["Success rate", SuccessRate(week.Runs), SuccessRate(week.RunsBefore)],
                Numbers("Failed", week.Runs.Failed, week.RunsBefore.Failed),
                Numbers("Aborted", week.Runs.Aborted, week.RunsBefore.Aborted),
                Numbers("Starts", week.Starts, week.StartsBefore),
                Numbers("Active instances", week.ActiveInstances, week.ActiveInstancesBefore),
            ]),
            new("Most used scripts", ["Script", "Runs", "Success rate"],
                [.. week.TopScripts.Select(script => Row(script.Script, Number(script.Runs.Total), SuccessRate(script.Runs)))]),
            new("Scripts that fail most often", ["Script", "Failed", "Success rate"],
                [.. week.WorstScripts.Select(script => Row(script.Script, Number(script.Runs.Failed), SuccessRate(script.Runs)))]),
            new("New versions", ["Version", "Instances", "Of all"],
                [.. week.NewVersions.Select(version => Row(
                    $"{SafeText.Name(version.Application)} {SafeText.Name(version.Version)}",
                    Number(version.Instances),
                    Percent(version.Instances, version.OfInstances)))]),
        ];
        return [.. tables.Where(table => table.Rows.Count > 0)];
    }

    private static string[] Numbers(string name, long now, long before) => [name, Number(now), Number(before)];

    private static string[] Row(string name, string first, string second) => [SafeText.Line(name, 2 * SafeText.NameLength), first, second];

    private static string SuccessRate(RunSums runs) => Percent(runs.Succeeded, runs.Succeeded + runs.Failed);

    private static string Text(string title, IEnumerable<Table> tables, Uri? link)
    {
        const int number = 14;
        var text = new StringBuilder($"{title}\n");
        foreach (var table in tables)
        {
            var rows = table.Rows.Prepend(table.Head).ToList();
            var width = rows.Max(row => row[0].Length);
            text.Append(table.Title.Length == 0 ? "\n" : $"\n{table.Title}\n\n");
            foreach (var row in rows)
                text.Append($"{row[0].PadRight(width)}{row[1],number}{row[2],number}\n");
        }

        if (link is not null)
            text.Append($"\n{link.AbsoluteUri}\n");
        return text.Append("\n-- \nSent by Telemetry. Times are UTC.\n").ToString();
    }

    private static Markup Html(Table table)
    {
        const string grid = "border-collapse:collapse;font-size:15px;line-height:22px;color:#1f2328";
        const string number = "padding:4px 0 4px 12px;text-align:right;white-space:nowrap;border-bottom:1px solid #d7dbe0";
        const string name = "padding:4px 0;text-align:left;overflow-wrap:anywhere;border-bottom:1px solid #d7dbe0";
        var heading = table.Title.Length == 0
            ? Markup.Empty
            : Markup.Of($"""<h2 style="margin:0 0 4px 0;font-size:16px;line-height:22px">{table.Title}</h2>""");
        var rows = table.Rows.Select(row => Markup.Of(
            $"""
            <tr><th scope="row" style="{name};font-weight:400">{row[0]}</th>
            <td style="{number}">{row[1]}</td><td style="{number}">{row[2]}</td></tr>

            """));
        return Markup.Of(
            $"""
            <tr><td style="padding:12px 24px">{heading}
            <table width="100%" cellpadding="0" cellspacing="0" class="text" style="{grid}">
            <tr><th scope="col" style="{name}">{table.Head[0]}</th>
            <th scope="col" style="{number}">{table.Head[1]}</th><th scope="col" style="{number}">{table.Head[2]}</th></tr>
            {rows}</table></td></tr>

            """);
    }

    /// <summary>Three columns: a name and two numbers.</summary>
    private sealed record Table(string Title, string[] Head, IReadOnlyList<string[]> Rows);
}
