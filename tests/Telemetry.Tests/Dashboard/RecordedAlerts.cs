using System.Text.Json;

namespace Telemetry.Tests.Dashboard;

/// <summary>Answers about alerts; each text of a client is the same one.</summary>
internal static class RecordedAlerts
{
    public static void Say(ServicesBehind services, string text = "docker", bool mail = true, int open = 2)
    {
        var incidents = new[]
        {
            Incident("script_failure_rate", text, "", "34.0 % of 120 finished runs failed in the last 24 hours (threshold 20 %)."),
            Incident("failure_rate", "", "", "22.0 % of 1,200 finished runs failed in the last 24 hours (threshold 20 %)."),
            Incident("silence", text, Recorded.Slug, "Its last report came 3.2 hours ago; until then it reported in 24 of 24 hours (threshold 3.0 hours)."),
        };
        services.Say("incidents", JsonSerializer.Serialize(new { incidents = open == 0 ? [] : incidents, open, open_by_app = new Dictionary<string, int> { [Recorded.Slug] = open }, next = open == 0 ? null : "638.ab" }));
        services.Say("alert-rules", JsonSerializer.Serialize(new
        {
            rules = new object[]
            {
                Rule("failure_rate", "Runs fail", Threshold("percent", 20, 100)),
                Rule("script_failure_rate", "A script fails", Threshold("percent", 20, 100), Threshold("minimum_runs", 10, 1_000_000)),
                Rule("silence", "An application is silent", Threshold("hours", 3, 168)),
                Rule("weekly_digest", "Weekly digest"),
            },
            cooldown_minutes = 60,
            mail,
            webhook = false,
        }));
        services.Say("/api/alerts/test", "{}");
        services.Say("alert-rules/script_failure_rate", "{}");
        services.Say("deliveries", JsonSerializer.Serialize(new
        {
            deliveries = open == 0
                ? []
                : new[]
                {
                    Delivery("mail", "m…@example.org", "incidents", text, "sent", 1, "", "2026-05-04T11:00:05Z"),
                    Delivery("webhook", "hooks.example", "incidents", text, "waiting", 3, $"503 {text}", null),
                    Delivery("mail", "n…@example.org", "test", text, "failed", 1, $"550 {text}", null),
                },
            next = open == 0 ? null : "17",
        }));
    }

    private static object Incident(string rule, string subject, string app, string reason) => new
    {
        id = Recorded.Id, rule, subject, app_slug = app, state = "open", reason, value = 34.0, threshold = 20.0, opened_at = "2026-05-04T11:00:00Z", told_at = "2026-05-04T11:30:00Z",
        ended_at = (string?)null,
    };

    private static object Rule(string rule, string title, params object[] thresholds) => new { rule, title, description = $"{title}.", enabled = rule != "weekly_digest", thresholds };

    private static object Threshold(string name, int value, int most) => new { name, label = $"So many {name}", value, @default = value, least = 1, most };

    private static object Delivery(string channel, string recipient, string kind, string subject, string state, int attempts, string reason, string? sent) => new
    {
        id = 7, incident_change_id = Recorded.Id, channel, recipient, kind, subject, state, attempts, reason, at = "2026-05-04T11:00:00Z", sent_at = sent,
    };
}
