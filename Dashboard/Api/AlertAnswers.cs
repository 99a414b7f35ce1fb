namespace Telemetry.Dashboard.Api;

/// <summary>A page of incidents.</summary>
/// <param name="Incidents">The newest first.</param>
/// <param name="Open">How many are open at all.</param>
/// <param name="OpenByApp">The same by application (slug), of those that are about one.</param>
/// <param name="Next">The cursor of the next page, or null.</param>
internal sealed record IncidentPage(IReadOnlyList<Incident> Incidents, long Open, IReadOnlyDictionary<string, long>? OpenByApp, string? Next);

/// <summary>An incident.</summary>
/// <param name="Id">Names it.</param>
/// <param name="Rule">For example <c>script_failure_rate</c>.</param>
/// <param name="Subject">A script's or an application's name; "": all runs.</param>
/// <param name="AppSlug">The application; "" where it is about none.</param>
/// <param name="Reason">In numbers, as it was told last.</param>
/// <param name="OpenedAt">When its rule began to hold.</param>
/// <param name="ToldAt">When it was last told of.</param>
/// <param name="EndedAt">When it was over, or null.</param>
internal sealed record Incident(
    Guid Id, string? Rule, string? Subject, string? AppSlug, string? Reason, DateTimeOffset? OpenedAt, DateTimeOffset? ToldAt, DateTimeOffset? EndedAt);

/// <summary>The rules and the channels.</summary>
/// <param name="Rules">The most important first.</param>
/// <param name="CooldownMinutes">What gets worse is told of again after this time.</param>
/// <param name="Mail">Whether alerts go by mail.</param>
/// <param name="Webhook">Whether alerts go to a webhook.</param>
internal sealed record AlertRules(IReadOnlyList<AlertRule> Rules, int CooldownMinutes, bool Mail, bool Webhook);

/// <summary>A rule.</summary>
internal sealed record AlertRule(string Rule, string? Title, string? Description, bool Enabled, IReadOnlyList<AlertThreshold> Thresholds);

/// <summary>A number of a rule, with its bounds.</summary>
internal sealed record AlertThreshold(string Name, string? Label, int Value, int Default, int Least, int Most);

/// <summary>A page of the delivery log.</summary>
/// <param name="Deliveries">The newest first.</param>
/// <param name="Next">The cursor of the next page, or null.</param>
internal sealed record DeliveryPage(IReadOnlyList<Delivery> Deliveries, string? Next);

/// <summary>A message to one recipient.</summary>
/// <param name="Channel">mail or webhook.</param>
/// <param name="Recipient">A masked mail address, or a host.</param>
/// <param name="Kind">incidents, digest or test.</param>
/// <param name="Subject">As it is in the mail.</param>
/// <param name="State">waiting, sent or failed.</param>
/// <param name="Attempts">So far.</param>
/// <param name="Reason">Why it is not sent; empty if it is.</param>
/// <param name="At">Since when it is to be sent.</param>
/// <param name="SentAt">When it was, or null.</param>
internal sealed record Delivery(
    string? Channel, string? Recipient, string? Kind, string? Subject, string? State, int Attempts, string? Reason, DateTimeOffset? At, DateTimeOffset? SentAt);
