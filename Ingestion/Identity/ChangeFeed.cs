using System.Diagnostics;
using Npgsql;
using Telemetry.ServiceDefaults.Data;

namespace Telemetry.Ingestion.Identity;

/// <summary>
/// Tells this process's memory what other processes changed. It hears of a change a moment after that commits, so that an instance that registers
/// with one process a new version and sends its snapshot to another is known there as it is now; and it looks every 2 seconds, so that a
/// revocation holds everywhere within 5 also when something was not heard.
/// </summary>
public sealed partial class ChangeFeed(
    NpgsqlDataSource dataSource, SchemaMigrator schema, KnownInstances instances, ILogger<ChangeFeed> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    // Rows are deleted after an hour: whoever has not looked for nearly as long has missed some.
    private static readonly TimeSpan TooLong = TimeSpan.FromMinutes(50);

    // When the last look was, by the database's clock.
    private DateTime? _last;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.Done.WaitAsync(stoppingToken);
        while (true)
        {
            try
            {
                await FollowAsync(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                Log.NotRead(logger, e.Message);
                await Task.Delay(Pause, stoppingToken);
            }
        }
    }

    // On one connection for as long as it lasts.
    private async Task FollowAsync(CancellationToken stoppingToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(stoppingToken);
        connection.Notification += (_, notice) => instances.Forget(Guid.Parse(notice.Payload));
        await using (var listen = new NpgsqlCommand("listen identity_changes", connection))
            await listen.ExecuteNonQueryAsync(stoppingToken);

        while (true)
        {
            await LookAsync(connection).WaitAsync(Deadline, stoppingToken);
            var looked = Stopwatch.GetTimestamp();
            while (Pause - Stopwatch.GetElapsedTime(looked) is { Ticks: > 0 } left && await connection.WaitAsync(left, stoppingToken))
            {
                // The handler above has heard it.
            }
        }
    }

    // The overlap covers transactions that were noted before the last look and committed after it, and rows that a look-up under way
    // put back into memory.
    private async Task LookAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(
            """
            with pruned as (
              delete from identity.changes where changed_at < clock_timestamp() - interval '1 hour'
            )
            select clock_timestamp(), array(
              select distinct instance_id from identity.changes
              where changed_at > coalesce($1, clock_timestamp()) - interval '30 seconds')
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter<DateTime?> { TypedValue = _last });
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        var now = reader.GetDateTime(0);

        if (now - _last > TooLong)
            instances.ForgetAll();
        foreach (var id in reader.GetFieldValue<Guid[]>(1))
            instances.Forget(id);
        _last = now;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Changes by other processes could not be read: {Reason}")]
        public static partial void NotRead(ILogger logger, string reason);
    }
}
