using System.Text.Json.Serialization;

namespace Telemetry.Contracts.Reads;

/// <summary>A page of incidents.</summary>
/// <param name="Incidents">The newest first.</param>
/// <param name="Open">The number of open incidents on all pages.</param>
/// <param name="OpenByApp">The same by application (slug), of those that are about one.</param>
/// <param name="Next">The cursor of the next page, or null.</param>
public sealed record IncidentPage(IReadOnlyList<Incident> Incidents, long Open, IReadOnlyDictionary<string, long>? OpenByApp, string? Next);

/// <summary>An incident.</summary>
/// <param name="Id">Its identity.</param>
/// <param name="Rule">For example <c>script_failure_rate</c>.</param>
/// <param name="Subject">A script's or an application's name; "": all runs.</param>
/// <param name="AppSlug">The application; "" where it is about none.</param>
/// <param name="State">open or ended.</param>
/// <param name="Reason">In numbers, as in the last notification.</param>
/// <param name="Value">What the rule looks at, now or at the end: percent, or hours of silence.</param>
/// <param name="Threshold">In the same unit.</param>
/// <param name="OpenedAt">When the rule began to hold.</param>
/// <param name="NotifiedAt">When the last notification was sent.</param>
/// <param name="EndedAt">Null while it is open.</param>
public sealed record Incident(
    Guid Id,
    string Rule,
    string Subject,
    string AppSlug,
    string State,
    string Reason,
    double Value,
    double Threshold,
    DateTime OpenedAt,
    [property: JsonPropertyName("told_at")] DateTime NotifiedAt,
    DateTime? EndedAt);

/// <summary>The alert rules and the channels.</summary>
/// <param name="Rules">The most important first.</param>
/// <param name="CooldownMinutes">ALERT_COOLDOWN_MINUTES.</param>
/// <param name="Mail">Whether SMTP_HOST and ALERT_EMAIL are set.</param>
/// <param name="Webhook">Whether ALERT_WEBHOOK_URL is set.</param>
public sealed record AlertRules(IReadOnlyList<AlertRule> Rules, int CooldownMinutes, bool Mail, bool Webhook);

/// <summary>A rule and its settings.</summary>
public sealed record AlertRule(string Rule, string Title, string Description, bool Enabled, IReadOnlyList<AlertThreshold> Thresholds);

/// <summary>A number of a rule, with its bounds, both included.</summary>
public sealed record AlertThreshold(
    string Name,
    string Label,
    int Value,
    int Default,
    [property: JsonPropertyName("least")] int Min,
    [property: JsonPropertyName("most")] int Max);

/// <summary>The alerts of the old servers' API.</summary>
/// <param name="Enabled">Whether a mail or webhook channel is configured.</param>
/// <param name="History">The newest first.</param>
public sealed record AlertHistory(bool Enabled, IReadOnlyList<AlertHistoryEntry> History);

/// <summary>A step of an incident.</summary>
/// <param name="Timestamp">When it was found.</param>
/// <param name="Type">The rule.</param>
/// <param name="Message">In one line.</param>
/// <param name="FailureRate">Percent; 0 where the rule is about something else.</param>
/// <param name="Step">opened, worsened or ended.</param>
/// <param name="Subject">A script or an application; "": all runs.</param>
public sealed record AlertHistoryEntry(DateTime Timestamp, string Type, string Message, double FailureRate, string Step, string Subject);
