using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;
using Telemetry.Contracts.Reads;
using Telemetry.Dashboard.Api;

namespace Telemetry.Dashboard.Pages.Alerts;

/// <summary>Open and ended incidents, and the delivery log.</summary>
internal sealed partial class IndexModel(AlertApi alerts, DeliveryApi deliveries, ILogger<IndexModel> logger) : PageModel
{
    private const int PageSize = 20;

    // The cursors of the services are much shorter.
    private const int MaxCursorLength = 200;

    public Result Data { get; private set; } = null!;

    /// <param name="done">test: the admin has sent a test alert.</param>
    /// <param name="ended">The cursor of the ended incidents.</param>
    /// <param name="log">The cursor of the delivery log.</param>
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

    // Null, the first page, for text that no cursor consists of.
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

    /// <param name="Notice">The outcome of the last command, or null.</param>
    /// <param name="Error">Why the last command failed, or null.</param>
    /// <param name="OpenCount">Of all open incidents; the list has the newest of them.</param>
    /// <param name="IsFirst">Whether the list of ended incidents begins with the newest.</param>
    /// <param name="OlderEnded">The address of the next page, or null.</param>
    /// <param name="Deliveries">Null while Notifications is not available.</param>
    internal sealed record Result(
        string? Notice, string? Error, ChannelView Channels, long OpenCount, IReadOnlyList<IncidentRow> Open, bool IsFirst,
        IReadOnlyList<IncidentRow> Ended, string? OlderEnded, DeliveryLog? Deliveries);

    /// <param name="Items">Newest first.</param>
    /// <param name="IsFirst">Whether the page begins with the newest.</param>
    /// <param name="Older">The address of the next page, or null.</param>
    internal sealed record DeliveryLog(IReadOnlyList<Delivery> Items, bool IsFirst, string? Older);

    /// <param name="Title">Of the rule.</param>
    /// <param name="Link">The page about the subject; null: none.</param>
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

/// <summary>The channels that alerts are sent through; in the header of both pages.</summary>
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
