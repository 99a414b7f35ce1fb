using System.Globalization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Telemetry.Dashboard.Api;
using Telemetry.Dashboard.Display;
using Telemetry.Dashboard.Settings;
using Telemetry.Ingestion.Settings;

namespace Telemetry.Dashboard.Pages.Settings;

/// <summary>The way to the settings of each application, what is in force, and who is logged in.</summary>
public sealed class IndexModel(ReadApi api, DashboardSettings settings) : PageModel
{
    // The gateway sets it from the session; what a client sends under this name goes no further than the gateway.
    private const string SessionSince = "X-Session-Since";

    private const int LongestBrowser = 300;

    /// <summary>What is shown.</summary>
    public Result Shown { get; private set; } = null!;

    /// <summary>Shows the page.</summary>
    public async Task OnGetAsync(CancellationToken cancellationToken) => Shown = new(
        await api.ApplicationsAsync(cancellationToken),
        InForce(settings),
        new(
            DateTimeOffset.TryParse(Request.Headers[SessionSince], CultureInfo.InvariantCulture, out var since) ? since : null,
            Cut.Beginning(Request.Headers.UserAgent.ToString(), LongestBrowser)));

    private static IReadOnlyList<Setting> InForce(DashboardSettings settings)
    {
        var (gateway, ingestion, aggregation) = (settings.Gateway, settings.Ingestion, settings.Aggregation);
        return
        [
            new("RETENTION_DAYS", Numbers.Count((long)aggregation.Retention.TotalDays, "day", "days"), "What clients sent is kept so long, one by one. Sums stay."),
            new("STUCK_AFTER_HOURS", Numbers.Count((long)aggregation.StuckAfter.TotalHours, "hour", "hours"), "A run that tells nothing for so long is closed as unknown."),
            new("ACTIVATION", ingestion.Activation.ToString().ToLowerInvariant(), ingestion.Activation == Activation.Explicit
                ? "An admin approves each instance."
                : "An instance is trusted on its first use: whoever has its key speaks for it."),
            new("RATE_LIMIT", gateway.RateLimit == 0 ? "unlimited" : Numbers.Text(gateway.RateLimit), "Posts of clients per minute and address."),
            new("TRUSTED_PROXIES", gateway.TrustedProxies.Count == 0 ? "none" : Numbers.Text(gateway.TrustedProxies.Count), "Addresses and ranges whose word on the address of a client counts."),
            new("CACHE_TTL_SECONDS", Numbers.Count((long)aggregation.CacheTtl.TotalSeconds, "second", "seconds"), "A finished answer is kept so long, while no data arrives."),
            new("FAILURE_THRESHOLD", $"{aggregation.Alerts.FailureThreshold} %", "More failed runs are alerted of, as long as no alert rule says otherwise."),
            new("ALERT_COOLDOWN_MINUTES", Numbers.Count((long)aggregation.Alerts.Cooldown.TotalMinutes, "minute", "minutes"), "An incident that gets worse is told of again after this time, not earlier."),
            new("PUBLIC_DASHBOARD", settings.Access.PublicDashboard ? "true" : "false", settings.Access.PublicDashboard
                ? "Everybody sees the sums, but no number below 5."
                : "Nobody but you sees these pages."),
        ];
    }

    /// <summary>What is shown.</summary>
    /// <param name="Applications">All of them.</param>
    /// <param name="InForce">By name.</param>
    /// <param name="Session">Of whoever looks.</param>
    public sealed record Result(IReadOnlyList<Api.Application> Applications, IReadOnlyList<Setting> InForce, LogIn Session);

    /// <summary>A setting in force.</summary>
    /// <param name="Name">The variable.</param>
    /// <param name="Value">As people read it.</param>
    /// <param name="Meaning">What it does.</param>
    public sealed record Setting(string Name, string Value, string Meaning);

    /// <summary>The admin's session.</summary>
    /// <param name="Since">When it began; null: there is none, but a bearer.</param>
    /// <param name="Browser">What the browser calls itself; it is not stored.</param>
    public sealed record LogIn(DateTimeOffset? Since, string Browser);
}
