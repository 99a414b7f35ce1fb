using Microsoft.AspNetCore.Mvc.RazorPages;
using Telemetry.Dashboard.Api;
using Telemetry.Dashboard.Display;

namespace Telemetry.Dashboard.Pages.Quarantine;

/// <summary>What could not be stored, and why.</summary>
public sealed class IndexModel(QuarantineApi api) : PageModel
{
    /// <summary>Of a body, the beginning says what it was meant to be. Some are 256 KiB.</summary>
    public const int LongestBody = 20_000;

    private const int PageSize = 20;

    private static readonly string[] Kinds = ["instance", "snapshot", "run", "start", "refused"];

    /// <summary>What is shown.</summary>
    public Result Shown { get; private set; } = null!;

    /// <summary>Shows the page.</summary>
    /// <param name="kind">Of the report; all, if not one of those there are.</param>
    /// <param name="p">The page's number, from 1.</param>
    /// <param name="cancellationToken">The reader has gone.</param>
    public async Task OnGetAsync(string? kind, int p, CancellationToken cancellationToken)
    {
        var chosen = Kinds.Contains(kind) ? kind : null;
        var number = Math.Min(Paging.Clamp(p), (QuarantineApi.LastOffset / PageSize) + 1);
        var page = await api.PageAsync(chosen, Paging.OffsetOf(number, PageSize), PageSize, cancellationToken);

        Shown = new(
            chosen,
            Kinds,
            page.Items,
            new("Quarantine", number, PageSize, page.Total, Links.Quarantine, new Dictionary<string, string?> { ["kind"] = chosen }));
    }

    /// <summary>What a kind is called.</summary>
    public static string NameOf(string? kind) => kind switch
    {
        "refused" => "unreadable post",
        _ => kind ?? "",
    };

    /// <summary>What is shown.</summary>
    /// <param name="Kind">What the list is narrowed to, or null.</param>
    /// <param name="Kinds">What it can be narrowed to.</param>
    /// <param name="Items">A page of it.</param>
    /// <param name="Paging">Where the page is.</param>
    public sealed record Result(string? Kind, IReadOnlyList<string> Kinds, IReadOnlyList<Quarantined> Items, Paging Paging);
}
