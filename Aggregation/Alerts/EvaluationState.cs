using Telemetry.Aggregation.Alerts.Incidents;
using Telemetry.Aggregation.Alerts.Rules;

namespace Telemetry.Aggregation.Alerts;

internal sealed record EvaluationState(
    DateTime? EvaluatedAt, DateTime? WatchingSince, DateOnly? DigestWeek, IReadOnlyDictionary<string, RuleSetting> Settings,
    IReadOnlyList<Incident> Open)
{
    /// <summary>
    /// Locks the evaluation until the transaction ends, and reads the state of the last one; null if another process is evaluating.
    /// </summary>
    public static async Task<EvaluationState?> AcquireAsync(
        NpgsqlConnection connection, AlertRuleStore rules, CancellationToken cancellationToken)
    {
        await using (var command = new NpgsqlCommand("select pg_try_advisory_xact_lock(hashtext('analytics.alerts'))", connection))
        {
            if (!(bool)(await command.ExecuteScalarAsync(cancellationToken))!)
                return null;
        }

        await using var batch = connection.CreateBatch();
        batch.BatchCommands.Add(new("select evaluated_at, watching_since, digest_week from analytics.alert_state"));
        batch.BatchCommands.Add(new(AlertRuleStore.Select));
        batch.BatchCommands.Add(new($"select {IncidentTable.Columns} from analytics.incidents where ended_at is null"));

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var state = await reader.RowsAsync(
            row => (At: row.Time(0), Watching: row.Time(1), Digest: row.IsDBNull(2) ? (DateOnly?)null : row.GetFieldValue<DateOnly>(2)),
            cancellationToken);
        var settings = await reader.RowsAsync(AlertRuleStore.ReadRow, cancellationToken);
        var open = await reader.RowsAsync(IncidentTable.Read, cancellationToken);
        return new(state[0].At, state[0].Watching, state[0].Digest, rules.Merge(settings), open);
    }
}
