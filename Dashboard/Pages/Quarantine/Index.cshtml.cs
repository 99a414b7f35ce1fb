using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;
using Telemetry.Dashboard.Api;
using Telemetry.Dashboard.Display;

namespace Telemetry.Dashboard.Pages.Quarantine;

/// <summary>What could not be stored, why and by which client; replay and drop.</summary>
public sealed partial class IndexModel(QuarantineApi api, ILogger<IndexModel> logger) : PageModel
{
    /// <summary>Of a body, the beginning says what it was meant to be. Some are 256 KiB.</summary>
    public const int LongestBody = 20_000;

    private const int PageSize = 20;

    private static readonly string[] Kinds = ["instance", "snapshot", "run", "start", "refused"];

    /// <summary>What the list is narrowed to.</summary>
    [BindProperty(SupportsGet = true)]
    public Query Asked { get; set; } = new();

    /// <summary>What is shown.</summary>
    public Result Shown { get; private set; } = null!;

    /// <summary>Shows the page.</summary>
    /// <param name="done">The command that led here, and what became of it.</param>
    /// <param name="cancellationToken">The reader has gone.</param>
    public async Task OnGetAsync([FromQuery] Done done, CancellationToken cancellationToken)
    {
        var (kind, reason) = (Kinds.Contains(Asked.Kind) ? Asked.Kind : null, ReasonOf(Asked.Reason));
        var number = Math.Min(Paging.Clamp(Asked.P), (QuarantineApi.LastOffset / PageSize) + 1);
        var page = api.PageAsync(kind, reason, Paging.OffsetOf(number, PageSize), PageSize, cancellationToken);
        var reasons = api.ReasonsAsync(cancellationToken);
        await Task.WhenAll(page, reasons);

        var query = new Dictionary<string, string?> { ["kind"] = kind, ["reason"] = reason };
        Shown = new(kind, reason, Kinds, await reasons, (await page).Items, new("Quarantine", number, PageSize, (await page).Total, Links.Quarantine, query), done);
    }

    /// <summary>Gives a report another try.</summary>
    public async Task<IActionResult> OnPostReplayAsync(long id, CancellationToken cancellationToken) =>
        Back(await api.ReplayAsync(id, cancellationToken) ?? new(Accepted: 0, Kept: 0, Reason: null));

    /// <summary>Gives some reports of a reason another try.</summary>
    public async Task<IActionResult> OnPostReplayAllAsync([FromForm] string? reason, CancellationToken cancellationToken) =>
        ReasonOf(reason) is { } whole ? Back((await api.ReplayAsync(whole, cancellationToken)).Expect("replay")) : BadRequest();

    /// <summary>Deletes a report.</summary>
    public async Task<IActionResult> OnPostDropAsync(long id, CancellationToken cancellationToken) =>
        Back(await api.DropAsync(id, cancellationToken) ?? new(Dropped: 0));

    /// <summary>Deletes all reports of a reason.</summary>
    public async Task<IActionResult> OnPostDropAllAsync([FromForm] string? reason, CancellationToken cancellationToken) =>
        ReasonOf(reason) is { } whole ? Back((await api.DropAsync(whole, cancellationToken)).Expect("drop")) : BadRequest();

    /// <summary>What a kind is called.</summary>
    public static string NameOf(string? kind) => kind switch
    {
        "refused" => "unreadable post",
        _ => kind ?? "",
    };

    // Whether it is one, Aggregation knows: it matches, or nothing does.
    private static string? ReasonOf(string? reason) => SearchText.Clean(reason, QuarantineApi.LongestReason) is { Length: > 0 } clean ? clean : null;

    private LocalRedirectResult Back(Replayed replayed)
    {
        Log.Replayed(logger, replayed.Accepted, replayed.Kept);
        return Back(("accepted", $"{replayed.Accepted}"), ("kept", $"{replayed.Kept}"), ("why", replayed.Kept > 0 ? Cut.Beginning(replayed.Reason ?? "", QuarantineApi.LongestReason) : null));
    }

    private LocalRedirectResult Back(DroppedReports dropped)
    {
        Log.Dropped(logger, dropped.Dropped);
        return Back(("dropped", $"{dropped.Dropped}"));
    }

    private LocalRedirectResult Back(params IEnumerable<(string Name, string? Value)> done) => LocalRedirect(QueryHelpers.AddQueryString(
        Links.Quarantine, done.ToDictionary(part => part.Name, part => part.Value)));

    /// <summary>What was asked for; a reason or kind that does not exist is none.</summary>
    public sealed record Query
    {
        /// <summary>Of the reports.</summary>
        public string? Kind { get; init; }

        /// <summary>Of the reports.</summary>
        public string? Reason { get; init; }

        /// <summary>The page's number, from 1.</summary>
        public int P { get; init; } = 1;
    }

    /// <summary>What a command did; nothing of it is set without one.</summary>
    public sealed record Done
    {
        /// <summary>Replayed with success.</summary>
        public int? Accepted { get; init; }

        /// <summary>Replayed in vain.</summary>
        public int? Kept { get; init; }

        /// <summary>Why that.</summary>
        public string? Why { get; init; }

        /// <summary>Deleted.</summary>
        public int? Dropped { get; init; }
    }

    /// <summary>What is shown.</summary>
    /// <param name="Kind">What the list is narrowed to, or null.</param>
    /// <param name="Reason">What it is narrowed to, or null.</param>
    /// <param name="Kinds">What it can be narrowed to.</param>
    /// <param name="Reasons">Of all reports.</param>
    /// <param name="Items">A page of it.</param>
    /// <param name="Paging">Where the page is.</param>
    /// <param name="Done">What was done just now.</param>
    public sealed record Result(
        string? Kind, string? Reason, IReadOnlyList<string> Kinds, IReadOnlyList<QuarantineReason> Reasons, IReadOnlyList<Quarantined> Items, Paging Paging, Done Done);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Quarantine: of the reports that the admin replayed {Accepted} are accepted and {Kept} stay")]
        public static partial void Replayed(ILogger logger, int accepted, int kept);

        [LoggerMessage(2, LogLevel.Information, "Quarantine: {Reports} reports deleted by the admin")]
        public static partial void Dropped(ILogger logger, int reports);
    }
}
