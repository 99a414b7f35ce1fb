using Npgsql;
using Telemetry.Aggregation.Alerts.Incidents;
using Telemetry.Aggregation.Alerts.Rules;

namespace Telemetry.Aggregation.Alerts;

/// <summary>What an evaluation finds of those before it.</summary>
/// <param name="EvaluatedAt">When the last one was; null: there was none.</param>
/// <param name="WatchingSince">As it left it.</param>
/// <param name="DigestWeek">The Monday of the last week that was summed up.</param>
/// <param name="Settings">Of the rules.</param>
/// <param name="Open">The open incidents.</param>
internal sealed record EvaluationState(
    DateTime? EvaluatedAt, DateTime? WatchingSince, DateOnly? DigestWeek, IReadOnlyDictionary<string, RuleSetting> Settings, IReadOnlyList<Incident> Open)
{
    /// <summary>Takes the turn, until the transaction ends.</summary>
    /// <returns>Null: another process is at it.</returns>
    public static async Task<EvaluationState?> TakeAsync(NpgsqlConnection connection, AllRules rules, CancellationToken cancellationToken)
    {
        await using (var turn = new NpgsqlCommand("select pg_try_advisory_xact_lock(hashtext('analytics.alerts'))", connection))
        {
            if (!(bool)(await turn.ExecuteScalarAsync(cancellationToken))!)
                return null;
        }

        await using var batch = connection.CreateBatch();
        batch.BatchCommands.Add(new("select evaluated_at, watching_since, digest_week from analytics.alert_state"));
        batch.BatchCommands.Add(new(AllRules.Sql));
        batch.BatchCommands.Add(new($"select {IncidentRows.Columns} from analytics.incidents where ended_at is null"));

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var state = await reader.RowsAsync(
            row => (At: row.Time(0), Watching: row.Time(1), Digest: row.IsDBNull(2) ? (DateOnly?)null : row.GetFieldValue<DateOnly>(2)), cancellationToken);
        var settings = await reader.RowsAsync(AllRules.Row, cancellationToken);
        var open = await reader.RowsAsync(IncidentRows.Read, cancellationToken);
        return new(state[0].At, state[0].Watching, state[0].Digest, rules.SettingsOf(settings), open);
    }
}
