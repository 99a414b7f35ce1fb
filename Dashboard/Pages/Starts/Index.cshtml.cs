using Microsoft.AspNetCore.Mvc.RazorPages;
using Telemetry.Dashboard.Api;
using Telemetry.Dashboard.Display;

namespace Telemetry.Dashboard.Pages.Starts;

/// <summary>Starts of containers: their sums of all time, and the newest ones.</summary>
public sealed class IndexModel(StartApi api) : PageModel
{
    /// <summary>What is shown.</summary>
    public Result Shown { get; private set; } = null!;

    /// <summary>Shows the page.</summary>
    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var (asked, newest) = (api.SumsAsync(cancellationToken), api.NewestAsync(cancellationToken));
        await Task.WhenAll(asked, newest);

        var sums = await asked;
        Shown = new(
            new(sums.TotalDeployments, sums.UniqueInstances, sums.AvgStartupTimeMs),
            [
                Shares("architectures", "Architectures", "Architecture", sums.ArchitectureBreakdown.Select(one => new Shares.Part(one.Architecture, one.Count))),
                Shares("versions", "Versions", "Version", sums.VersionBreakdown.Select(one => new Shares.Part(one.Version, one.Count))),
            ],
            await newest,
            $"{Request.Scheme}://{Request.Host}");

        Shares Shares(string id, string title, string column, IEnumerable<Shares.Part> parts) =>
            new(id, title, column, [.. parts], sums.TotalDeployments) { Counted = "Starts", Note = "of all time" };
    }

    /// <summary>What is shown.</summary>
    /// <param name="Sums">Of all time.</param>
    /// <param name="Distributions">Of all time.</param>
    /// <param name="Newest">Newest first.</param>
    /// <param name="Gateway">Where clients reach the platform.</param>
    public sealed record Result(Totals Sums, IReadOnlyList<Shares> Distributions, IReadOnlyList<Start> Newest, string Gateway);

    /// <summary>Sums.</summary>
    /// <param name="Starts">All of them.</param>
    /// <param name="Ids">Different ids among them.</param>
    /// <param name="Average">Of the time to readiness, in milliseconds.</param>
    public sealed record Totals(long Starts, long Ids, double Average);
}
