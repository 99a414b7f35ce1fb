using Telemetry.Contracts.Reads;

namespace Telemetry.Tests.Dashboard;

/// <summary>Responses about alerts. All texts of a client have the same value.</summary>
internal static class SampleAlerts
{
    public static void AddTo(ServicesStub services, string text = "docker", bool mail = true, int open = 2)
    {
        Incident[] incidents =
        [
            Incident("script_failure_rate", text, "", "34.0 % of 120 finished runs failed in the last 24 hours (threshold 20 %)."),
            Incident("failure_rate", "", "", "22.0 % of 1,200 finished runs failed in the last 24 hours (threshold 20 %)."),
            Incident(
                "silence",
                text,
                Sample.Slug,
                "Its last report came 3.2 hours ago; until then it reported in 24 of 24 hours (threshold 3.0 hours)."),
        ];
        services.Respond("incidents", new IncidentPage(
            open == 0 ? [] : incidents, open, new Dictionary<string, long> { [Sample.Slug] = open }, open == 0 ? null : "638.ab"));
        services.Respond("alert-rules", new AlertRules(
            [
                Rule("failure_rate", "Runs fail", Threshold("percent", 20, 100)),
                Rule("script_failure_rate", "A script fails", Threshold("percent", 20, 100), Threshold("minimum_runs", 10, 1_000_000)),
                Rule("silence", "An application is silent", Threshold("hours", 3, 168)),
                Rule("weekly_digest", "Weekly digest"),
            ],
            CooldownMinutes: 60,
            Mail: mail,
            Webhook: false));
        services.RespondText("/api/alerts/test", "{}");
        services.RespondText("alert-rules/script_failure_rate", "{}");
        Delivery[] deliveries =
        [
            Delivery("mail", "m…@example.org", "incidents", text, "sent", 1, "", "2026-05-04T11:00:05Z"),
            Delivery("webhook", "hooks.example", "incidents", text, "waiting", 3, $"503 {text}"),
            Delivery("mail", "n…@example.org", "test", text, "failed", 1, $"550 {text}"),
        ];
        services.Respond("deliveries", open == 0 ? new DeliveryPage([], null) : new DeliveryPage(deliveries, "17"));
    }

    private static Incident Incident(string rule, string subject, string app, string reason) => new(
        Guid.Parse(Sample.Id), rule, subject, app, "open", reason, Value: 34, Threshold: 20,
        OpenedAt: Sample.Time("2026-05-04T11:00:00Z"), NotifiedAt: Sample.Time("2026-05-04T11:30:00Z"), EndedAt: null);

    private static AlertRule Rule(string rule, string title, params AlertThreshold[] thresholds) =>
        new(rule, title, $"{title}.", rule != "weekly_digest", thresholds);

    private static AlertThreshold Threshold(string name, int value, int max) => new(name, $"So many {name}", value, value, 1, max);

    private static Delivery Delivery(
        string channel, string recipient, string kind, string subject, string state, int attempts, string reason, string? sent = null) =>
        new(
            Guid.NewGuid(), Guid.Parse(Sample.Id), channel, recipient, kind, subject, state, attempts, reason,
            Sample.Time("2026-05-04T11:00:00Z"),
            sent is null ? null : Sample.Time(sent));
}
