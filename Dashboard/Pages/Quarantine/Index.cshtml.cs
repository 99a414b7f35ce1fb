using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;

namespace Telemetry.Dashboard.Pages.Quarantine;

internal sealed partial class IndexModel(QuarantineApi api, ILogger<IndexModel> logger) : PageModel
{
    /// <summary>In UTF-16 units. The beginning is enough to recognise a report; some bodies have 256 KiB.</summary>
    public const int MaxBodyLength = 20_000;

    private const int PageSize = 20;

    private static readonly string[] Kinds = ["instance", "snapshot", "run", "start", "refused"];

    [BindProperty(SupportsGet = true)]
    public QueryParameters Query { get; set; } = new();

    public Result Data { get; private set; } = null!;

    /// <summary>The outcome is that of the command that the admin has just sent.</summary>
    public async Task OnGetAsync([FromQuery] Outcome outcome, CancellationToken cancellationToken)
    {
        var (kind, reason) = (Kinds.Contains(Query.Kind) ? Query.Kind : null, CleanReason(Query.Reason));
        var number = Math.Min(Paging.Clamp(Query.P), (QuarantineApi.MaxOffset / PageSize) + 1);
        var page = api.PageAsync(kind, reason, Paging.OffsetOf(number, PageSize), PageSize, cancellationToken);
        var reasons = api.ReasonsAsync(cancellationToken);
        await Task.WhenAll(page, reasons);

        var parameters = new Dictionary<string, string?> { ["kind"] = kind, ["reason"] = reason };
        Data = new(
            kind,
            reason,
            Kinds,
            await reasons,
            (await page).Items,
            new("Quarantine", number, PageSize, (await page).Total, Links.Quarantine, parameters),
            outcome);
    }

    public async Task<IActionResult> OnPostReplayAsync(long id, CancellationToken cancellationToken) =>
        Finish(await api.ReplayAsync(id, cancellationToken) ?? new(Accepted: 0, Kept: 0, Reason: ""));

    public async Task<IActionResult> OnPostReplayAllAsync([FromForm] string? reason, CancellationToken cancellationToken) =>
        CleanReason(reason) is { } whole ? Finish((await api.ReplayAsync(whole, cancellationToken)).Expect("replay")) : BadRequest();

    public async Task<IActionResult> OnPostDropAsync(long id, CancellationToken cancellationToken) =>
        Finish(await api.DropAsync(id, cancellationToken) ?? new(Dropped: 0));

    public async Task<IActionResult> OnPostDropAllAsync([FromForm] string? reason, CancellationToken cancellationToken) =>
        CleanReason(reason) is { } whole ? Finish((await api.DropAsync(whole, cancellationToken)).Expect("drop")) : BadRequest();

    public static string NameOf(string? kind) => kind switch
    {
        "refused" => "unreadable post",
        _ => kind ?? "",
    };

    // Aggregation finds nothing for a reason that does not exist.
    private static string? CleanReason(string? reason) =>
        SearchText.Clean(reason, QuarantineApi.MaxReasonLength) is { Length: > 0 } clean ? clean : null;

    private LocalRedirectResult Finish(ReplayResult replayed)
    {
        Log.Replayed(logger, replayed.Accepted, replayed.Kept);
        var why = replayed.Kept > 0 ? DisplayText.Truncate(replayed.Reason ?? "", QuarantineApi.MaxReasonLength) : null;
        return Redirect(("accepted", $"{replayed.Accepted}"), ("kept", $"{replayed.Kept}"), ("why", why));
    }

    private LocalRedirectResult Finish(DropResult dropped)
    {
        Log.Dropped(logger, dropped.Dropped);
        return Redirect(("dropped", $"{dropped.Dropped}"));
    }

    private LocalRedirectResult Redirect(params IEnumerable<(string Name, string? Value)> outcome) => LocalRedirect(
        QueryHelpers.AddQueryString(Links.Quarantine, outcome.ToDictionary(part => part.Name, part => part.Value)));

    /// <summary>A kind or reason that does not exist is ignored.</summary>
    internal sealed record QueryParameters
    {
        public string? Kind { get; init; }

        public string? Reason { get; init; }

        public int P { get; init; } = 1;
    }

    /// <summary>The outcome of a command; all null without one.</summary>
    internal sealed record Outcome
    {
        /// <summary>Replayed and accepted.</summary>
        public int? Accepted { get; init; }

        /// <summary>Replayed and refused again.</summary>
        public int? Kept { get; init; }

        /// <summary>The reason of the last refusal.</summary>
        public string? Why { get; init; }

        public int? Dropped { get; init; }
    }

    internal sealed record Result(
        string? Kind, string? Reason, IReadOnlyList<string> Kinds, IReadOnlyList<QuarantineReason> Reasons,
        IReadOnlyList<QuarantinedReport> Items, Paging Paging, Outcome Outcome);

    private static partial class Log
    {
        [LoggerMessage(
            1, LogLevel.Information, "Quarantine: of the reports that the admin replayed {Accepted} are accepted and {Kept} stay")]
        public static partial void Replayed(ILogger logger, int accepted, int kept);

        [LoggerMessage(2, LogLevel.Information, "Quarantine: {Reports} reports deleted by the admin")]
        public static partial void Dropped(ILogger logger, int reports);
    }
}
