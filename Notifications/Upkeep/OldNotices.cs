using Npgsql;
using Telemetry.ServiceDefaults.Data;

namespace Telemetry.Notifications.Upkeep;

/// <summary>Deletes, every hour, what was told more than 90 days ago. Each process does so; a second one finds nothing to do.</summary>
internal sealed partial class OldNotices(SchemaMigrator schema, NpgsqlDataSource dataSource, TimeProvider time, ILogger<OldNotices> logger) : BackgroundService
{
    private const int KeptDays = 90;

    private static readonly TimeSpan Period = TimeSpan.FromHours(1);

    /// <summary>Deletes them.</summary>
    public async Task DeleteAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("delete from notifications.notices where recorded_at < $1");
        command.Parameters.Add(new() { Value = time.GetUtcNow().AddDays(-KeptDays).UtcDateTime });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.Done.WaitAsync(stoppingToken);

        using var timer = new PeriodicTimer(Period, time);
        do
        {
            try
            {
                await DeleteAsync(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                Log.Postponed(logger, e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Old notices are deleted an hour later: {Reason}")]
        public static partial void Postponed(ILogger logger, string reason);
    }
}
