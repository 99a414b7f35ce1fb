using NpgsqlTypes;

namespace Telemetry.Aggregation.Alerts.Incidents;

internal static class IncidentTable
{
    public const string Columns =
        "id, rule, subject, app, reason, value, threshold, opened_at, ended_at, told_at, told_value, clear_evaluations";

    private const string UpsertSql =
        $"""
        insert into analytics.incidents ({Columns})
        select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        on conflict (id) do update set
          reason = excluded.reason,
          value = excluded.value,
          threshold = excluded.threshold,
          ended_at = excluded.ended_at,
          told_at = excluded.told_at,
          told_value = excluded.told_value,
          clear_evaluations = excluded.clear_evaluations
        """;

    private const string InsertStepsSql =
        """
        insert into analytics.incident_steps (incident_id, kind, at, rule, subject, reason, value, threshold)
        select * from unnest($1, $2, $3, $4, $5, $6, $7, $8)
        """;

    public static Incident Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Rule = row.GetString(1),
        Subject = row.GetString(2),
        App = row.GetString(3),
        Reason = row.GetString(4),
        Value = row.GetDouble(5),
        Threshold = row.GetDouble(6),
        OpenedAt = row.GetDateTime(7),
        EndedAt = row.Time(8),
        NotifiedAt = row.GetDateTime(9),
        NotifiedValue = row.GetDouble(10),
        ClearEvaluations = row.GetInt32(11),
    };

    public static NpgsqlBatchCommand Upsert(IReadOnlyCollection<Incident> incidents) => new(UpsertSql)
    {
        Parameters =
        {
            Column(incidents, NpgsqlDbType.Uuid, incident => incident.Id),
            Column(incidents, NpgsqlDbType.Text, incident => incident.Rule),
            Column(incidents, NpgsqlDbType.Text, incident => incident.Subject),
            Column(incidents, NpgsqlDbType.Text, incident => incident.App),
            Column(incidents, NpgsqlDbType.Text, incident => incident.Reason),
            Column(incidents, NpgsqlDbType.Double, incident => incident.Value),
            Column(incidents, NpgsqlDbType.Double, incident => incident.Threshold),
            Column(incidents, NpgsqlDbType.TimestampTz, incident => incident.OpenedAt),
            Column(incidents, NpgsqlDbType.TimestampTz, incident => incident.EndedAt),
            Column(incidents, NpgsqlDbType.TimestampTz, incident => incident.NotifiedAt),
            Column(incidents, NpgsqlDbType.Double, incident => incident.NotifiedValue),
            Column(incidents, NpgsqlDbType.Integer, incident => incident.ClearEvaluations),
        },
    };

    public static NpgsqlBatchCommand InsertSteps(IReadOnlyCollection<IncidentChange> steps) => new(InsertStepsSql)
    {
        Parameters =
        {
            Column(steps, NpgsqlDbType.Uuid, step => step.Incident.Id),
            Column(steps, NpgsqlDbType.Text, step => step.StepName),
            Column(steps, NpgsqlDbType.TimestampTz, step => step.Incident.NotifiedAt),
            Column(steps, NpgsqlDbType.Text, step => step.Incident.Rule),
            Column(steps, NpgsqlDbType.Text, step => step.Incident.Subject),
            Column(steps, NpgsqlDbType.Text, step => step.Incident.Reason),
            Column(steps, NpgsqlDbType.Double, step => step.Incident.Value),
            Column(steps, NpgsqlDbType.Double, step => step.Incident.Threshold),
        },
    };

    private static NpgsqlParameter Column<TRow, T>(IReadOnlyCollection<TRow> rows, NpgsqlDbType type, Func<TRow, T> value) =>
        new() { NpgsqlDbType = NpgsqlDbType.Array | type, Value = rows.Select(value).ToArray() };
}
