using Npgsql;
using Telemetry.Aggregation.Alerts.Rules;

namespace Telemetry.Aggregation.Alerts;

/// <summary>Gathers what rules look at: rollups only, in one round trip.</summary>
internal static class AlertNumbers
{
    private const int HoursOfDay = 24;
    private const int HoursOfWeek = 7 * 24;

    private static readonly string ActiveNow = EmbeddedSql.Read("alerts.active_now");
    private static readonly string Runs = EmbeddedSql.Read("alerts.runs");
    private static readonly string Scripts = EmbeddedSql.Read("alerts.scripts");
    private static readonly string Active = EmbeddedSql.Read("alerts.active");
    private static readonly string Reports = EmbeddedSql.Read("alerts.reports");

    /// <summary>Gathers them.</summary>
    /// <param name="connection">In a transaction, since the active instances of this hour are kept.</param>
    /// <param name="now">UTC.</param>
    /// <param name="watchingSince">As <see cref="Numbers.WatchingSince"/>.</param>
    /// <param name="minimumRuns">Scripts with fewer finished runs are left out.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<Numbers> GatherAsync(
        NpgsqlConnection connection, DateTime now, DateTime watchingSince, int minimumRuns, CancellationToken cancellationToken)
    {
        // The last 24 hours are the present one and the 23 before it.
        var hour = new DateTime(now.Year, now.Month, now.Day, now.Hour, 0, 0, DateTimeKind.Utc);
        var day = hour.AddHours(1 - HoursOfDay);

        await using var batch = connection.CreateBatch();
        Add(ActiveNow, Sql.Value(hour), Sql.Value(now.AddDays(-1)));
        Add(Runs, Sql.Value(day), Sql.Value(hour));
        Add(Scripts, Sql.Value(day), Sql.Value(day.AddHours(-HoursOfWeek)), Sql.Value(hour), Sql.Value((long)minimumRuns));
        Add(Active, Sql.Value(hour));
        Add(Reports);

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var runs = await reader.RowsAsync(row => OutcomesAt(row, 0), cancellationToken);
        var scripts = await reader.RowsAsync(row => new ScriptNumbers(row.GetString(0), OutcomesAt(row, 1), OutcomesAt(row, 4)), cancellationToken);
        var active = await reader.RowsAsync(row => new ActiveNumbers(row.GetString(0), row.GetString(1), row.GetInt32(2), row.GetInt32(3)), cancellationToken);
        var reports = await reader.RowsAsync(
            row => new ReportNumbers(row.GetString(0), row.GetString(1), row.GetDateTime(2), (int)row.GetInt64(3)), cancellationToken);
        return new(now, watchingSince, runs[0], scripts, active, reports);

        void Add(string sql, params NpgsqlParameter[] parameters)
        {
            var command = new NpgsqlBatchCommand(sql);
            command.Parameters.AddRange(parameters);
            batch.BatchCommands.Add(command);
        }
    }

    private static Outcomes OutcomesAt(NpgsqlDataReader row, int column) =>
        new(row.GetInt64(column), row.GetInt64(column + 1), (double)row.GetDecimal(column + 2));
}
