using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Telemetry.Dashboard.Api;

namespace Telemetry.Dashboard.Pages.Runs;

/// <summary>One run, at an address that stays the same as long as the run is kept.</summary>
public sealed class RunModel(RunApi api) : PageModel
{
    private const int LongestId = 64;

    /// <summary>What is shown.</summary>
    public RunDetail Shown { get; private set; } = null!;

    /// <summary>Shows the page; 404 if there is no such run.</summary>
    public async Task<IActionResult> OnGetAsync(string? id, CancellationToken cancellationToken)
    {
        if (id is not { Length: > 0 and <= 2 * LongestId } || id.Any(char.IsControl) || await api.RecordAsync(id, cancellationToken) is not { } run)
            return NotFound();

        Shown = await RunDetail.OfAsync(api, run, cancellationToken);
        return Page();
    }
}
