using System.Text.Json;
using Npgsql;
using Telemetry.Aggregation.Settings;

namespace Telemetry.Aggregation.Alerts.Rules;

/// <summary>The rules, and how they are set: as the code and the settings say, until an admin changes one.</summary>
public sealed class AllRules(NpgsqlDataSource dataSource, AggregationSettings settings, TimeProvider time)
{
    /// <summary>The weekly digest: no rule, but switched on and off like one.</summary>
    public static readonly RuleDefinition Digest = new(
        "weekly_digest", "Weekly digest", "Monday at 07:00 UTC: the week, beside the one before it.", [], EnabledByDefault: false);

    /// <summary>For whoever reads the settings together with something else.</summary>
    internal const string Sql = "select rule, enabled, thresholds::text from analytics.alert_rules";

    /// <summary>The rules, the most important first.</summary>
    public IReadOnlyList<AlertRule> Rules { get; } =
    [
        new FailureRateRule(settings.Alerts.FailureThreshold),
        new ScriptFailureRateRule(settings.Alerts.FailureThreshold),
        new ScriptFailingTwiceRule(),
        new SilenceRule(),
        new InstancesFallingRule(),
    ];

    /// <summary>Everything that can be switched.</summary>
    public IEnumerable<RuleDefinition> Definitions => [.. Rules.Select(rule => rule.Definition), Digest];

    /// <summary>How each of them is set, by name.</summary>
    public async Task<IReadOnlyDictionary<string, RuleSetting>> SettingsAsync(CancellationToken cancellationToken) =>
        SettingsOf(await dataSource.QueryAsync(Sql, [], Row, cancellationToken));

    /// <summary>Sets one.</summary>
    public async Task SetAsync(string rule, RuleSetting setting, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            """
            insert into analytics.alert_rules (rule, enabled, thresholds, updated_at)
            values ($1, $2, $3::jsonb, $4)
            on conflict (rule) do update set enabled = excluded.enabled, thresholds = excluded.thresholds, updated_at = excluded.updated_at
            """);
        command.Parameters.Add(Data.Sql.Text(rule));
        command.Parameters.Add(Data.Sql.Value(setting.Enabled));
        command.Parameters.Add(Data.Sql.Text(JsonSerializer.Serialize(setting.Thresholds)));
        command.Parameters.Add(Data.Sql.Value(time.GetUtcNow().UtcDateTime));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>A row of <see cref="Sql"/>.</summary>
    internal static (string Rule, bool Enabled, string Thresholds) Row(NpgsqlDataReader row) => (row.GetString(0), row.GetBoolean(1), row.GetString(2));

    /// <summary>What rows of <see cref="Sql"/> and the defaults are together.</summary>
    internal IReadOnlyDictionary<string, RuleSetting> SettingsOf(IEnumerable<(string Rule, bool Enabled, string Thresholds)> rows)
    {
        var changed = rows.ToDictionary(row => row.Rule, StringComparer.Ordinal);
        return Definitions.ToDictionary(
            definition => definition.Name,
            definition => changed.TryGetValue(definition.Name, out var row) ? Changed(definition, row.Enabled, row.Thresholds) : definition.Default,
            StringComparer.Ordinal);
    }

    // What another version stored and this one does not know, or takes no more, is as if nobody had set it.
    private static RuleSetting Changed(RuleDefinition definition, bool enabled, string json)
    {
        var stored = JsonSerializer.Deserialize<Dictionary<string, int>>(json)!;
        return new(enabled, definition.Thresholds.ToDictionary(
            threshold => threshold.Name,
            threshold => stored.TryGetValue(threshold.Name, out var value) && value >= threshold.Least && value <= threshold.Most ? value : threshold.Fallback,
            StringComparer.Ordinal));
    }
}
