using Npgsql;
using Telemetry.Aggregation.Alerts.Digest;
using Telemetry.Aggregation.Alerts.Incidents;
using Telemetry.Aggregation.Alerts.Outbox;
using Telemetry.Aggregation.Alerts.Rules;
using Telemetry.Aggregation.Observability;
using Telemetry.Aggregation.Settings;
using Telemetry.Contracts;

namespace Telemetry.Aggregation.Alerts;

/// <summary>
/// One evaluation of the rules: one transaction that changes incidents and puts what is to be told into the outbox, all of it as one message.
/// Several processes share the turns.
/// </summary>
internal sealed class Evaluation(
    NpgsqlDataSource dataSource, AllRules rules, Intake.Backlog backlog, AlertOutbox outbox, AggregationSettings settings, AggregationMetrics metrics, TimeProvider time)
{
    /// <summary>From one evaluation to the next.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    // Another process has evaluated just now: its timer and ours are not the same.
    private static readonly TimeSpan TooSoon = TimeSpan.FromSeconds(50);

    // Longer without an evaluation: the platform, or its database, was away.
    private static readonly TimeSpan Away = TimeSpan.FromMinutes(10);

    /// <summary>Evaluates, if it is time to.</summary>
    /// <returns>Whether it was.</returns>
    /// <exception cref="NpgsqlException">The database is away; nothing has changed.</exception>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        if (await EvaluationState.TakeAsync(connection, rules, cancellationToken) is not { } state || (now - state.EvaluatedAt)?.Duration() < TooSoon)
            return false;

        var watchingSince = await backlog.IsSmallAsync(cancellationToken) && now - state.EvaluatedAt <= Away ? state.WatchingSince ?? now : now;
        var minimumRuns = state.Settings.Values.Min(setting => setting.Thresholds.GetValueOrDefault(Threshold.MinimumRuns, int.MaxValue));
        var numbers = await AlertNumbers.GatherAsync(connection, now, watchingSince, minimumRuns, cancellationToken);
        var changes = Decide(state, numbers);
        var week = state.Settings[AllRules.Digest.Name].Enabled ? DigestSchedule.Due(now, state.DigestWeek) : null;
        var digest = week is { } monday ? await WeekSums.OfAsync(connection, monday, cancellationToken) : null;

        await StoreAsync(connection, now, watchingSince, state, changes, digest, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
        foreach (var change in changes.Where(change => change.Step is not null))
            metrics.Told(change.Incident.Rule, change.StepName);
        return true;
    }

    private List<IncidentChange> Decide(EvaluationState state, Numbers numbers)
    {
        var changes = new List<IncidentChange>();
        var open = state.Open.ToLookup(incident => incident.Rule, StringComparer.Ordinal);
        foreach (var rule in rules.Rules)
        {
            var name = rule.Definition.Name;
            var setting = state.Settings[name];
            IReadOnlyList<Finding>? findings = rule.CanJudge(numbers) ? [.. rule.Judge(numbers, setting)] : null;
            changes.AddRange(setting.Enabled
                ? IncidentCourse.Of(rule, [.. open[name]], findings, numbers.At, settings.Alerts.Cooldown)
                : IncidentCourse.OfNone(open[name], numbers.At));
        }

        var known = rules.Rules.Select(rule => rule.Definition.Name).ToHashSet(StringComparer.Ordinal);
        changes.AddRange(IncidentCourse.OfNone(state.Open.Where(incident => !known.Contains(incident.Rule)), numbers.At));
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
        batch.BatchCommands.Add(new("update analytics.alert_state set evaluated_at = $1, watching_since = $2, digest_week = coalesce($3, digest_week)")
        {
            Parameters = { Sql.Value(now), Sql.Value(watchingSince), Sql.Value(digest?.From) },
        });

        var before = state.Open.ToHashSet();
        if (changes.Select(change => change.Incident).Where(incident => !before.Contains(incident)).ToList() is { Count: > 0 } changed)
            batch.BatchCommands.Add(IncidentRows.Store(changed));

        // Those that begin before those that end; the rules are in order already.
        if (changes.Where(change => change.Step is not null).OrderBy(change => change.Step == IncidentStepKind.Ended).ToList() is { Count: > 0 } steps)
        {
            batch.BatchCommands.Add(IncidentRows.Note(steps));
            batch.BatchCommands.Add(OutgoingAlert.Of(new IncidentsChanged { Id = Guid.CreateVersion7(), At = new(now), Steps = [.. steps.Select(step => step.ToStep())] }).Store());
        }

        if (digest is not null)
            batch.BatchCommands.Add(OutgoingAlert.Of(digest).Store());
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
