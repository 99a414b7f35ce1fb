using Microsoft.AspNetCore.Mvc.RazorPages;
using Telemetry.Dashboard.Settings;

namespace Telemetry.Dashboard.Pages.Privacy;

/// <summary>What is collected, what for and for how long; for everybody.</summary>
public sealed class IndexModel(DashboardSettings settings) : PageModel
{
    /// <summary>How long raw reports are kept.</summary>
    public int Days => (int)settings.Aggregation.Retention.TotalDays;

    /// <summary>All that clients may send (protocols.md).</summary>
    public static IReadOnlyList<CollectedData> All => CollectedData.All;

    /// <summary>Shows the page.</summary>
    public void OnGet()
    {
        // There is nothing to ask.
    }
}
