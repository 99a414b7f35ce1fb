using Microsoft.AspNetCore.Mvc.RazorPages;
using Telemetry.Dashboard.Settings;

namespace Telemetry.Dashboard.Pages.Privacy;

/// <summary>What is collected, why and for how long; public.</summary>
internal sealed class IndexModel(DashboardSettings settings) : PageModel
{
    public int Days => (int)settings.Aggregation.Retention.TotalDays;

    // MethodNotAllowedFilter requires a handler.
    public PageResult OnGet() => Page();
}
