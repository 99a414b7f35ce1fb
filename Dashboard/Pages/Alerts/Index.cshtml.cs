using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;
using Telemetry.Dashboard.Api;

namespace Telemetry.Dashboard.Pages.Alerts;

/// <summary>What is alerted of, what is over, and whether it reached anybody.</summary>
public sealed partial class IndexModel(AlertApi alerts, DeliveryApi deliveries, ILogger<IndexModel> logger) : PageModel
{
    private const int PageSize = 20;

    // What an answer gave as a cursor is much shorter.
    private const int LongestCursor = 200;

    /// <summary>What is shown.</summary>
    public Result Shown { get; private set; } = null!;

    /// <summary>What a delivery's state looks like.</summary>
    public static string BadgeOf(string? state) => state switch
    {
        "sent" => "badge active",
        "waiting" => "badge pending",
        "failed" => "badge revoked",
        _ => "badge",
    };

    /// <summary>Shows the page.</summary>
    /// <param name="done">test: a test was asked for.</param>
    /// <param name="ended">Where the list of what is over begins.</param>
    /// <param name="log">Where the delivery log begins.</param>
    /// <param name="cancellationToken">The reader has gone.</param>
    public Task OnGetAsync(string? done, string? ended, string? log, CancellationToken cancellationToken) =>
        ShowAsync(done == "test" ? "A test is on its way; the delivery log below tells whether it arrived." : null, fault: null, ended, log, cancellationToken);

    /// <summary>Sends a test.</summary>
    public async Task<IActionResult> OnPostTestAsync(CancellationToken cancellationToken)
    {
        if (await alerts.TestAsync(cancellationToken) is { } fault)
        {
            Response.StatusCode = StatusCodes.Status409Conflict;
            await ShowAsync(notice: null, fault, ended: null, log: null, cancellationToken);
            return Page();
        }

        Log.Tested(logger);
        return LocalRedirect($"{Links.Alerts}?done=test");
    }

    // Whatever else is in an address is no page that was linked to.
    private static string? Cursor(string? text) => text is { Length: > 0 and <= LongestCursor } && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_' or '=')
        ? text
        : null;

    private static string? Older(string parameter, string? next) => next is null ? null : QueryHelpers.AddQueryString(Links.Alerts, parameter, next);

    private async Task ShowAsync(string? notice, string? fault, string? ended, string? log, CancellationToken cancellationToken)
    {
        var (before, sentBefore) = (Cursor(ended), Cursor(log));
        var rules = alerts.RulesAsync(cancellationToken);
        var open = alerts.OpenAsync(cancellationToken);
        var over = alerts.EndedAsync(before, PageSize, cancellationToken);
        var sent = deliveries.PageAsync(sentBefore, cancellationToken);
        await Task.WhenAll(rules, open, over, sent);

        var titles = (await rules).Rules.DistinctBy(rule => rule.Rule).ToDictionary(rule => rule.Rule, rule => rule.Title ?? rule.Rule, StringComparer.Ordinal);
        Shown = new(
            notice,
            fault,
            ChannelView.Of(await rules),
            (await open).Open,
            [.. (await open).Incidents.Select(incident => IncidentRow.Of(incident, titles))],
            before is null,
            [.. (await over).Incidents.Select(incident => IncidentRow.Of(incident, titles))],
            Older("ended", (await over).Next),
            await sent is { } page ? new(page.Deliveries, sentBefore is null, Older("log", page.Next)) : null);
    }

    /// <summary>What is shown.</summary>
    /// <param name="Notice">What was done just now, or null.</param>
    /// <param name="Fault">What did not work, or null.</param>
    /// <param name="Channels">How alerts reach people.</param>
    /// <param name="OpenCount">How many incidents are open.</param>
    /// <param name="Open">They, or the newest of them.</param>
    /// <param name="IsFirst">Whether what follows is the newest part.</param>
    /// <param name="Ended">What is over.</param>
    /// <param name="OlderEnded">Where there is more of it, or null.</param>
    /// <param name="Deliveries">The delivery log; null while nobody tells it.</param>
    public sealed record Result(
        string? Notice, string? Fault, ChannelView Channels, long OpenCount, IReadOnlyList<IncidentRow> Open, bool IsFirst, IReadOnlyList<IncidentRow> Ended, string? OlderEnded,
        DeliveryLog? Deliveries);

    /// <summary>A part of the delivery log.</summary>
    /// <param name="Items">The newest first.</param>
    /// <param name="IsFirst">Whether it is the newest part.</param>
    /// <param name="Older">Where there is more of it, or null.</param>
    public sealed record DeliveryLog(IReadOnlyList<Delivery> Items, bool IsFirst, string? Older);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "A test alert was asked for by the admin")]
        public static partial void Tested(ILogger logger);
    }
}
