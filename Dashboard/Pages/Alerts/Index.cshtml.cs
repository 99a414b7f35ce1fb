using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;

namespace Telemetry.Dashboard.Pages.Alerts;

internal sealed partial class IndexModel(AlertApi alerts, DeliveryApi deliveries, ILogger<IndexModel> logger) : PageModel
{
    private const int PageSize = 20;

    // The services' cursors are much shorter.
    private const int MaxCursorLength = 200;

    public Result Data { get; private set; } = null!;

    /// <summary>
    /// Done is "test" after the admin has sent a test alert; the others are the cursors of the ended incidents and of the delivery log.
    /// </summary>
    public Task OnGetAsync(string? done, string? ended, string? log, CancellationToken cancellationToken) => LoadAsync(
        done == "test" ? "A test is on its way; the delivery log below tells whether it arrived." : null,
        error: null,
        ended,
        log,
        cancellationToken);

    public async Task<IActionResult> OnPostTestAsync(CancellationToken cancellationToken)
    {
        if (await alerts.TestAsync(cancellationToken) is { } error)
        {
            Response.StatusCode = StatusCodes.Status409Conflict;
            await LoadAsync(notice: null, error, ended: null, log: null, cancellationToken);
            return Page();
        }

        Log.Tested(logger);
        return LocalRedirect($"{Links.Alerts}?done=test");
    }

    // Null, the first page, for a text that cannot be a cursor.
    private static string? Cursor(string? text) =>
        text is { Length: > 0 and <= MaxCursorLength }
        && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_' or '=')
            ? text
            : null;

    private static string? Older(string parameter, string? next) =>
        next is null ? null : QueryHelpers.AddQueryString(Links.Alerts, parameter, next);

    private async Task LoadAsync(string? notice, string? error, string? ended, string? log, CancellationToken cancellationToken)
    {
        var (endedCursor, logCursor) = (Cursor(ended), Cursor(log));
        var rulesTask = alerts.RulesAsync(cancellationToken);
        var openTask = alerts.OpenAsync(cancellationToken);
        var endedTask = alerts.EndedAsync(endedCursor, PageSize, cancellationToken);
        var deliveriesTask = deliveries.PageAsync(logCursor, cancellationToken);
        await Task.WhenAll(rulesTask, openTask, endedTask, deliveriesTask);

        var (rules, open, over) = (await rulesTask, await openTask, await endedTask);
        var titles = rules.Rules.DistinctBy(rule => rule.Rule).ToDictionary(rule => rule.Rule, rule => rule.Title, StringComparer.Ordinal);
        Data = new(
            notice,
            error,
            ChannelView.From(rules),
            open.Open,
            [.. open.Incidents.Select(incident => IncidentRow.From(incident, titles))],
            endedCursor is null,
            [.. over.Incidents.Select(incident => IncidentRow.From(incident, titles))],
            Older("ended", over.Next),
            await deliveriesTask is { } page ? new(page.Deliveries, logCursor is null, Older("log", page.Next)) : null);
    }

    /// <summary>
    /// Notice and Error are the outcome of the last command, or null. OpenCount includes incidents that the list leaves out. IsFirst is
    /// true if the ended incidents begin with the newest. OlderEnded is the address of the next page, or null. Deliveries are null while
    /// Notifications is unavailable.
    /// </summary>
    internal sealed record Result(
        string? Notice, string? Error, ChannelView Channels, long OpenCount, IReadOnlyList<IncidentRow> Open, bool IsFirst,
        IReadOnlyList<IncidentRow> Ended, string? OlderEnded, DeliveryLog? Deliveries);

    /// <summary>Newest first; IsFirst is true if the page begins with the newest. Older is the address of the next page, or null.</summary>
    internal sealed record DeliveryLog(IReadOnlyList<Delivery> Items, bool IsFirst, string? Older);

    /// <summary>The title is the rule's; the link leads to the page about the subject.</summary>
    internal sealed record IncidentRow(
        string Title, string? Subject, string? Link, string? Reason, DateTime? OpenedAt, DateTime? NotifiedAt, DateTime? EndedAt)
    {
        public static IncidentRow From(Incident incident, Dictionary<string, string> titles) => new(
            titles.GetValueOrDefault(incident.Rule, incident.Rule),
            incident.Subject,
            LinkOf(incident),
            incident.Reason,
            incident.OpenedAt,
            incident.NotifiedAt,
            incident.EndedAt);

        private static string? LinkOf(Incident incident) => incident switch
        {
            { AppSlug.Length: > 0 } => Links.Application(incident.AppSlug),
            { Subject.Length: > 0 } => QueryHelpers.AddQueryString(
                Links.RunLog, new Dictionary<string, string?> { ["repo"] = "all", ["q"] = incident.Subject, ["status"] = "failed" }),
            _ => null,
        };
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "A test alert was asked for by the admin")]
        public static partial void Tested(ILogger logger);
    }
}

/// <summary>The channels of alerts, in the header of both pages.</summary>
internal sealed record ChannelView(bool Mail, bool Webhook, int CooldownMinutes)
{
    public bool HasChannel => Mail || Webhook;

    public string Names => (Mail, Webhook) switch
    {
        (true, true) => "mail and webhook",
        (false, true) => "webhook",
        _ => "mail",
    };

    public static ChannelView From(AlertRules rules) => new(rules.Mail, rules.Webhook, rules.CooldownMinutes);
}
