using System.Text.Json;
using Telemetry.Aggregation.Settings;

namespace Telemetry.Aggregation.Alerts.Rules;

internal sealed class AlertRuleStore(NpgsqlDataSource dataSource, AggregationSettings settings, TimeProvider time)
{
    /// <summary>The weekly digest is not a rule, but is enabled and disabled like one.</summary>
    public static readonly RuleDefinition Digest = new(
        "weekly_digest", "Weekly digest", "Monday at 07:00 UTC: the week, beside the one before it.", [], EnabledByDefault: false);

    public const string Select = "select rule, enabled, thresholds::text from analytics.alert_rules";

    /// <summary>The most important rule first.</summary>
    public IReadOnlyList<AlertRule> Rules { get; } =
    [
        new FailureRateRule(settings.Alerts.FailureThreshold),
        new ScriptFailureRateRule(settings.Alerts.FailureThreshold),
        new ScriptFailingTwiceRule(),
        new SilenceRule(),
        new InstancesFallingRule(),
    ];

    public IEnumerable<RuleDefinition> Definitions => [.. Rules.Select(rule => rule.Definition), Digest];

    public async Task<IReadOnlyDictionary<string, RuleSetting>> ReadSettingsAsync(CancellationToken cancellationToken) =>
        Merge(await dataSource.QueryAsync(Select, [], ReadRow, cancellationToken));

    public async Task SetAsync(string rule, RuleSetting setting, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            """
            insert into analytics.alert_rules (rule, enabled, thresholds, updated_at)
            values ($1, $2, $3::jsonb, $4)
            on conflict (rule) do update set enabled = excluded.enabled, thresholds = excluded.thresholds, updated_at = excluded.updated_at
            """);
        command.Parameters.Add(Sql.Text(rule));
        command.Parameters.Add(Sql.Value(setting.Enabled));
        command.Parameters.Add(Sql.Text(JsonSerializer.Serialize(setting.Thresholds)));
        command.Parameters.Add(Sql.Value(time.GetUtcNow().UtcDateTime));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public static (string Rule, bool Enabled, string Thresholds) ReadRow(NpgsqlDataReader row) =>
        (row.GetString(0), row.GetBoolean(1), row.GetString(2));

    /// <summary>Rules without a row have their defaults.</summary>
    public IReadOnlyDictionary<string, RuleSetting> Merge(IEnumerable<(string Rule, bool Enabled, string Thresholds)> rows)
    {
        var changed = rows.ToDictionary(row => row.Rule, StringComparer.Ordinal);
        return Definitions.ToDictionary(
            definition => definition.Name,
            definition =>
                changed.TryGetValue(definition.Name, out var row) ? Create(definition, row.Enabled, row.Thresholds) : definition.Default,
            StringComparer.Ordinal);
    }

    // Thresholds that this version does not know, or no longer allows, are ignored.
    private static RuleSetting Create(RuleDefinition definition, bool enabled, string json)
    {
        var stored = JsonSerializer.Deserialize<Dictionary<string, int>>(json)!;
        return new(enabled, definition.Thresholds.ToDictionary(
            threshold => threshold.Name,
            threshold =>
                stored.TryGetValue(threshold.Name, out var value) && value >= threshold.Min && value <= threshold.Max
                    ? value
                    : threshold.Default,
            StringComparer.Ordinal));
    }
}
