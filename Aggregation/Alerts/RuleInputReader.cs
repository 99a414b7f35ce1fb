using Telemetry.Aggregation.Alerts.Rules;

namespace Telemetry.Aggregation.Alerts;

internal static class RuleInputReader
{
    private const int HoursOfDay = 24;
    private const int HoursOfWeek = 7 * 24;

    private static readonly string InsertActive = EmbeddedSql.Read("alerts.active_hours.insert");
    private static readonly string SelectRuns = EmbeddedSql.Read("alerts.run_script_hours.select");
    private static readonly string SelectScripts = EmbeddedSql.Read("alerts.run_script_hours.select_by_script");
    private static readonly string SelectActive = EmbeddedSql.Read("alerts.active_hours.select");
    private static readonly string SelectReports = EmbeddedSql.Read("alerts.app_hours.select");

    /// <summary>
    /// Reads all inputs in one round trip. Needs a transaction, since it stores the active instances of this hour. Scripts with fewer than
    /// minimumRuns finished runs are left out.
    /// </summary>
    public static async Task<RuleInput> ReadAsync(
        NpgsqlConnection connection, DateTime now, DateTime watchingSince, int minimumRuns, CancellationToken cancellationToken)
    {
        // The last 24 hours are the current one and the 23 before it.
        var hour = new DateTime(now.Year, now.Month, now.Day, now.Hour, 0, 0, DateTimeKind.Utc);
        var day = hour.AddHours(1 - HoursOfDay);

        await using var batch = connection.CreateBatch();
        Add(InsertActive, Sql.Value(hour), Sql.Value(now.AddDays(-1)));
        Add(SelectRuns, Sql.Value(day), Sql.Value(hour));
        Add(SelectScripts, Sql.Value(day), Sql.Value(day.AddHours(-HoursOfWeek)), Sql.Value(hour), Sql.Value((long)minimumRuns));
        Add(SelectActive, Sql.Value(hour));
        Add(SelectReports);

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var runs = await reader.RowsAsync(row => ReadOutcomes(row, 0), cancellationToken);
        var scripts = await reader.RowsAsync(
            row => new ScriptOutcomes(row.GetString(0), ReadOutcomes(row, 1), ReadOutcomes(row, 4)), cancellationToken);
        var active = await reader.RowsAsync(
            row => new ActiveInstances(row.GetString(0), row.GetString(1), row.GetInt32(2), row.GetInt32(3)), cancellationToken);
        var reports = await reader.RowsAsync(
            row => new ApplicationReports(row.GetString(0), row.GetString(1), row.GetDateTime(2), (int)row.GetInt64(3)), cancellationToken);
        return new(now, watchingSince, runs[0], scripts, active, reports);

        void Add(string sql, params NpgsqlParameter[] parameters)
        {
            var command = new NpgsqlBatchCommand(sql);
            command.Parameters.AddRange(parameters);
            batch.BatchCommands.Add(command);
        }
    }

    private static RunOutcomes ReadOutcomes(NpgsqlDataReader row, int column) =>
        new(row.GetInt64(column), row.GetInt64(column + 1), (double)row.GetDecimal(column + 2));
}
