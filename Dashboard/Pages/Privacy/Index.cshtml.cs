using Microsoft.AspNetCore.Mvc.RazorPages;
using Telemetry.Dashboard.Settings;

namespace Telemetry.Dashboard.Pages.Privacy;

/// <summary>What is collected, what for and for how long; public.</summary>
internal sealed class IndexModel(DashboardSettings settings) : PageModel
{
    /// <summary>RETENTION_DAYS.</summary>
    public int Days => (int)settings.Aggregation.Retention.TotalDays;

    // MethodNotAllowedFilter demands a handler.
    public PageResult OnGet() => Page();
}
