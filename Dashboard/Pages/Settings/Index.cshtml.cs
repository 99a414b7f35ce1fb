using Microsoft.AspNetCore.Mvc.RazorPages;
using Telemetry.Dashboard.Settings;
using Telemetry.Ingestion.Settings;

namespace Telemetry.Dashboard.Pages.Settings;

internal sealed class IndexModel(ApplicationApi api, DashboardSettings settings) : PageModel
{
    // The gateway sets it from the session, and removes it from requests of clients.
    private const string SessionSinceHeader = "X-Session-Since";

    private const int MaxBrowserLength = 300;

    public Result Data { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellationToken) => Data = new(
        await api.ApplicationsAsync(cancellationToken),
        InForce(settings),
        new(
            DateTimeOffset.TryParse(Request.Headers[SessionSinceHeader], CultureInfo.InvariantCulture, out var since)
                ? since.UtcDateTime
                : null,
            DisplayText.Truncate(Request.Headers.UserAgent.ToString(), MaxBrowserLength)));

    private static IReadOnlyList<Setting> InForce(DashboardSettings settings)
    {
        var (gateway, ingestion, aggregation) = (settings.Gateway, settings.Ingestion, settings.Aggregation);
        return
        [
            new(
                "RETENTION_DAYS",
                Numbers.Count((long)aggregation.Retention.TotalDays, "day", "days"),
                "What clients sent is kept so long, one by one. Sums stay."),
            new(
                "STUCK_AFTER_HOURS",
                Numbers.Count((long)aggregation.StuckAfter.TotalHours, "hour", "hours"),
                "A run that tells nothing for so long is closed as unknown."),
            new("ACTIVATION", ingestion.Activation.ToString().ToLowerInvariant(), ingestion.Activation == Activation.Explicit
                ? "An admin approves each instance."
                : "An instance is trusted on its first use: whoever has its key speaks for it."),
            new(
                "RATE_LIMIT",
                gateway.RateLimit == 0 ? "unlimited" : Numbers.Text(gateway.RateLimit),
                "Posts of clients per minute and address."),
            new(
                "TRUSTED_PROXIES",
                gateway.TrustedProxies.Count == 0 ? "none" : Numbers.Text(gateway.TrustedProxies.Count),
                "Addresses and ranges whose word on the address of a client counts."),
            new(
                "CACHE_TTL_SECONDS",
                Numbers.Count((long)aggregation.CacheTtl.TotalSeconds, "second", "seconds"),
                "A finished answer is kept so long, while no data arrives."),
            new(
                "FAILURE_THRESHOLD",
                $"{aggregation.Alerts.FailureThreshold} %",
                "More failed runs are alerted of, as long as no alert rule says otherwise."),
            new(
                "ALERT_COOLDOWN_MINUTES",
                Numbers.Count((long)aggregation.Alerts.Cooldown.TotalMinutes, "minute", "minutes"),
                "An incident that gets worse is told of again after this time, not earlier."),
            new("PUBLIC_DASHBOARD", settings.Access.PublicDashboard ? "true" : "false", settings.Access.PublicDashboard
                ? "Everybody sees the sums, but no number below 5."
                : "Nobody but you sees these pages."),
        ];
    }

    internal sealed record Result(IReadOnlyList<Application> Applications, IReadOnlyList<Setting> InForce, Session Session);

    internal sealed record Setting(string Name, string Value, string Meaning);

    /// <summary>Since is null for a request with a bearer, without a session. The browser is the User-Agent, which is not stored.</summary>
    internal sealed record Session(DateTime? Since, string Browser);
}
