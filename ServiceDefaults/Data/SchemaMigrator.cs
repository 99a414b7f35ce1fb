using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Telemetry.ServiceDefaults.Data;

/// <summary>
/// Brings the schema that a service owns up to date, in the background: the process starts, and is merely not ready, while the database is
/// not there yet. Several processes may do so at once. A schema that is newer than the scripts (a rolled-back deployment) is left alone.
/// </summary>
/// <param name="schema">The schema's name; it also holds the table <c>schema_migrations</c>.</param>
/// <param name="scripts">All steps, in order.</param>
/// <param name="dataSource">The database.</param>
/// <param name="logger">Logs each step, and why it is waiting.</param>
public sealed partial class SchemaMigrator(
    string schema, IReadOnlyList<SchemaScript> scripts, NpgsqlDataSource dataSource, ILogger<SchemaMigrator> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // A step on a large table, or the wait for another process that is at it.
    private const int StepSeconds = 600;

    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the schema is up to date; what needs tables at start waits for it.</summary>
    public Task Done => _done.Task;

    /// <summary>One attempt.</summary>
    /// <exception cref="NpgsqlException">The database is away, or refuses a script; steps before that one are done.</exception>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        foreach (var script in scripts)
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            if (await BeginStepAsync(connection, script, cancellationToken))
            {
                await ExecuteAsync(connection, script.Sql, cancellationToken);
                Log.Migrated(logger, schema, script.Number, script.Name);
            }

            await transaction.CommitAsync(cancellationToken);
        }

        _done.TrySetResult();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!Done.IsCompleted)
        {
            try
            {
                await MigrateAsync(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                Log.Waiting(logger, schema, e.Message);
                await Task.Delay(Pause, stoppingToken);
            }
        }
    }

    // The lock makes processes go one by one; it ends with the transaction. True: the step is ours to do.
    private async Task<bool> BeginStepAsync(NpgsqlConnection connection, SchemaScript script, CancellationToken cancellationToken)
    {
        await ExecuteAsync(connection, $"select pg_advisory_xact_lock(hashtext('schema_migrations of {schema}'))", cancellationToken);
        await ExecuteAsync(
            connection,
            $"""
            create schema if not exists {schema};
            create table if not exists {schema}.schema_migrations (
              number integer primary key,
              name text not null,
              applied_at timestamptz not null default now()
            );
            """,
            cancellationToken);

        await using var command = new NpgsqlCommand(
            $"insert into {schema}.schema_migrations (number, name) values ($1, $2) on conflict do nothing", connection)
        {
            Parameters = { new() { Value = script.Number }, new() { Value = script.Name } },
        };
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = StepSeconds };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Schema {Schema}: step {Number} ({Name}) is done")]
        public static partial void Migrated(ILogger logger, string schema, int number, string name);

        [LoggerMessage(LogLevel.Warning, "Schema {Schema} is not up to date yet: {Reason}")]
        public static partial void Waiting(ILogger logger, string schema, string reason);
    }
}
