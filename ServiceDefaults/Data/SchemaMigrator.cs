using System.Data;
using System.Runtime.ExceptionServices;
using DbUp.Engine;
using DbUp.Postgresql;
using Npgsql;

namespace Telemetry.ServiceDefaults.Data;

/// <summary>
/// Migrates the schema of a service with DbUp, in the background: while the database is unreachable, the process runs and is not ready.
/// Several processes may migrate at the same time. A schema that is newer than the scripts (a rolled-back deployment) is not changed.
/// </summary>
/// <param name="schema">The schema's name; it also holds the journal, the table <c>schema_migrations</c>.</param>
public sealed partial class SchemaMigrator(
    string schema, IScriptProvider scripts, NpgsqlDataSource dataSource, ILogger<SchemaMigrator> logger) : BackgroundService
{
    private const string Journal = "schema_migrations";

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    // Enough for a statement on a large table, and for another process to finish one.
    private static readonly TimeSpan CommandTimeout = TimeSpan.FromSeconds(600);

    private static readonly TimeSpan UnlockTimeout = TimeSpan.FromSeconds(10);

    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the schema is up to date; work that needs tables awaits it.</summary>
    public Task Done => _done.Task;

    /// <summary>
    /// Makes one attempt. Each script runs in its own transaction, so a failed attempt keeps the scripts before the failed one.
    /// </summary>
    /// <exception cref="NpgsqlException">The database is not reachable, or a script failed.</exception>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        // The lock belongs to the session of a connection outside a transaction: idle_in_transaction_session_timeout would end a
        // transaction that only waits for the scripts.
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        try
        {
            await ExecuteAsync(connection, "select pg_advisory_lock(hashtext($1))", CommandTimeout, cancellationToken);

            // DbUp is synchronous.
            await Task.Run(Upgrade, cancellationToken);
        }
        finally
        {
            // The connection returns to the pool, and NoResetOnClose keeps a session's locks there. A broken connection has no locks; after
            // a wait that timed out unlocking only raises a notice.
            if (connection.State == ConnectionState.Open)
                await ExecuteAsync(connection, "select pg_advisory_unlock(hashtext($1))", UnlockTimeout, CancellationToken.None);
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
                Log.NotUpToDate(logger, schema, e.Message);
                await Task.Delay(RetryDelay, stoppingToken);
            }
        }
    }

    private void Upgrade()
    {
        var builder = PostgresqlExtensions.PostgresqlDatabase(new PostgresqlConnectionManager(dataSource), schema)
            .WithScripts(scripts)
            .WithTransactionPerScript()
            .WithExecutionTimeout(CommandTimeout)
            .WithVariablesDisabled()
            .JournalTo((connections, log) => new PostgresqlTableJournal(connections, log, schema, Journal))
            .LogTo(new UpgradeLog(logger));
        var engine = builder.Build();
        engine.ScriptExecuted += (_, e) => Log.Migrated(logger, schema, ((ScriptExecutedEventArgs)e).Script.Name);

        if (engine.PerformUpgrade() is { Successful: false } failure)
            ExceptionDispatchInfo.Throw(failure.Error);
    }

    private async Task ExecuteAsync(NpgsqlConnection connection, string sql, TimeSpan timeout, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection)
        {
            CommandTimeout = (int)timeout.TotalSeconds,
            Parameters = { new() { Value = $"{Journal} of {schema}" } },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Schema {Schema}: {Script} is done")]
        public static partial void Migrated(ILogger logger, string schema, string script);

        [LoggerMessage(LogLevel.Warning, "Schema {Schema} is not up to date yet: {Reason}")]
        public static partial void NotUpToDate(ILogger logger, string schema, string reason);
    }
}
