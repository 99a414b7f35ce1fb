using System.Diagnostics;
using Npgsql;
using Telemetry.ServiceDefaults.Data;

namespace Telemetry.Ingestion.Instances;

/// <summary>
/// Removes instances that other processes changed from this process's cache. A notification comes a moment after the commit: an instance
/// may register a new version with one process and send its snapshot to another. A poll every 2 seconds finds missed notifications, so that
/// a revocation holds everywhere within 5 seconds.
/// </summary>
internal sealed partial class ChangeFeed(
    NpgsqlDataSource dataSource, SchemaMigrator schema, KnownInstances instances, ILogger<ChangeFeed> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    // Rows are deleted after an hour: after a longer gap between two polls some may be gone.
    private static readonly TimeSpan MaxGap = TimeSpan.FromMinutes(50);

    // The time of the last poll, by the database's clock.
    private DateTime? _lastPoll;

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
                await Task.Delay(Period, stoppingToken);
            }
        }
    }

    // Returns only by an exception, when the connection breaks or the service stops.
    private async Task FollowAsync(CancellationToken stoppingToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(stoppingToken);
        connection.Notification += (_, notification) => instances.Remove(Guid.Parse(notification.Payload));
        await using (var listen = new NpgsqlCommand("listen identity_changes", connection))
            await listen.ExecuteNonQueryAsync(stoppingToken);

        while (true)
        {
            await PollAsync(connection).WaitAsync(Deadline, stoppingToken);
            var polled = Stopwatch.GetTimestamp();
            while (Period - Stopwatch.GetElapsedTime(polled) is { Ticks: > 0 } left && await connection.WaitAsync(left, stoppingToken))
            {
                // The handler above has removed the instance.
            }
        }
    }

    // Polls overlap by 30 seconds: a transaction may commit a row that is older than the last poll, and a look-up under way may put an old
    // state back into the cache.
    private async Task PollAsync(NpgsqlConnection connection)
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
        command.Parameters.Add(new NpgsqlParameter<DateTime?> { TypedValue = _lastPoll });
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        var now = reader.GetDateTime(0);
        if (now - _lastPoll > MaxGap)
            instances.Clear();
        foreach (var id in reader.GetFieldValue<Guid[]>(1))
            instances.Remove(id);
        _lastPoll = now;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Changes by other processes could not be read: {Reason}")]
        public static partial void NotRead(ILogger logger, string reason);
    }
}
