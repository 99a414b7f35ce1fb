using Telemetry.Aggregation.Alerts.Digest;
using Telemetry.Aggregation.Alerts.Incidents;
using Telemetry.Aggregation.Alerts.Outbox;
using Telemetry.Aggregation.Alerts.Rules;
using Telemetry.Aggregation.Intake;
using Telemetry.Aggregation.Observability;
using Telemetry.Aggregation.Settings;
using Telemetry.ServiceDefaults.Jobs;

namespace Telemetry.Aggregation.Alerts;

/// <summary>
/// Evaluates the rules in one transaction, which changes incidents and adds one message with all their steps to the outbox. Each process
/// tries; one of them evaluates.
/// </summary>
internal sealed class AlertEvaluation(
    NpgsqlDataSource dataSource,
    AlertRuleStore rules,
    Backlog backlog,
    AlertOutbox outbox,
    AlertOptions options,
    AggregationSettings settings,
    AggregationMetrics metrics,
    TimeProvider time) : IPeriodicJob
{
    // A longer pause between two evaluations means an outage of the platform or its database.
    private static readonly TimeSpan MaxGap = TimeSpan.FromMinutes(10);

    public Task RunAsync(CancellationToken cancellationToken) => EvaluateAsync(cancellationToken);

    /// <summary>Evaluates, unless another process is evaluating or did so just now; returns whether it did.</summary>
    public async Task<bool> EvaluateAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        if (await EvaluationState.AcquireAsync(connection, rules, cancellationToken) is not { } state
            || (now - state.EvaluatedAt)?.Duration() < options.MinPause)
        {
            return false;
        }

        var watchingSince = await backlog.IsSmallAsync(cancellationToken) && now - state.EvaluatedAt <= MaxGap
            ? state.WatchingSince ?? now
            : now;
        var minimumRuns = state.Settings.Values.Min(setting => setting.Thresholds.GetValueOrDefault(Threshold.MinimumRuns, int.MaxValue));
        var input = await RuleInputReader.ReadAsync(connection, now, watchingSince, minimumRuns, cancellationToken);
        var changes = EvaluateRules(state, input);
        var week = state.Settings[AlertRuleStore.Digest.Name].Enabled ? WeeklyDigest.FindDueWeek(now, state.DigestWeek) : null;
        var digest = week is { } monday ? await WeeklyDigest.ReadAsync(connection, monday, cancellationToken) : null;

        await StoreAsync(connection, now, watchingSince, state, changes, digest, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        outbox.Signal();
        foreach (var change in changes.Where(change => change.Step is not null))
            metrics.CountIncidentStep(change.Incident.Rule, change.StepName);
        return true;
    }

    private List<IncidentChange> EvaluateRules(EvaluationState state, RuleInput input)
    {
        var changes = new List<IncidentChange>();
        var open = state.Open.ToLookup(incident => incident.Rule, StringComparer.Ordinal);
        foreach (var rule in rules.Rules)
        {
            var name = rule.Definition.Name;
            var setting = state.Settings[name];
            IReadOnlyList<RuleResult>? results = rule.HasEnoughData(input) ? [.. rule.Evaluate(input, setting)] : null;
            changes.AddRange(setting.Enabled
                ? IncidentLifecycle.Advance(rule, [.. open[name]], results, input.At, settings.Alerts.Cooldown)
                : IncidentLifecycle.EndAll(open[name], input.At));
        }

        var known = rules.Rules.Select(rule => rule.Definition.Name).ToHashSet(StringComparer.Ordinal);
        changes.AddRange(IncidentLifecycle.EndAll(state.Open.Where(incident => !known.Contains(incident.Rule)), input.At));
        return changes;
    }

    private static async Task StoreAsync(
        NpgsqlConnection connection,
        DateTime now,
        DateTime watchingSince,
        EvaluationState state,
        List<IncidentChange> changes,
        WeekSummed? digest,
        CancellationToken cancellationToken)
    {
        await using var batch = connection.CreateBatch();
        batch.BatchCommands.Add(
            new("update analytics.alert_state set evaluated_at = $1, watching_since = $2, digest_week = coalesce($3, digest_week)")
        {
            Parameters = { Sql.Value(now), Sql.Value(watchingSince), Sql.Value(digest?.From) },
        });

        var before = state.Open.ToHashSet();
        if (changes.Select(change => change.Incident).Where(incident => !before.Contains(incident)).ToList() is { Count: > 0 } changed)
            batch.BatchCommands.Add(IncidentTable.Upsert(changed));

        // Beginnings come before ends; the rules are in order already.
        var steps = changes.Where(change => change.Step is not null).OrderBy(change => change.Step == IncidentStepKind.Ended).ToList();
        if (steps.Count > 0)
        {
            batch.BatchCommands.Add(IncidentTable.InsertSteps(steps));
            batch.BatchCommands.Add(OutgoingAlert.Of(new IncidentsChanged
            {
                Id = Guid.CreateVersion7(),
                At = new(now),
                Steps = [.. steps.Select(step => step.ToStep())],
            }).Insert());
        }

        if (digest is not null)
            batch.BatchCommands.Add(OutgoingAlert.Of(digest).Insert());
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
