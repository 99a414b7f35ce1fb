using Npgsql;
using Telemetry.Aggregation.Intake;

namespace Telemetry.Aggregation.Accounts;

/// <summary>Reads the account now and then, while somebody looks at it, so that whoever collects metrics waits for nothing.</summary>
public sealed partial class AccountReader(
    NpgsqlDataSource dataSource, Backlog backlog, ReportIntake intake, AccountMetrics metrics, TimeProvider time, ILogger<AccountReader> logger) : BackgroundService
{
    private const string Query =
        """
        with accepted as (select kind, sum(accepted)::bigint as accepted from analytics.publishers group by kind)
        select kind, coalesce(accepted, 0), coalesce(stored, 0), coalesce(duplicates, 0), coalesce(quarantined, 0)
        from accepted
        full join analytics.account using (kind)
        order by kind
        """;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    /// <summary>The account now.</summary>
    /// <exception cref="NpgsqlException">The database is away.</exception>
    public async Task<Account> ReadAsync(CancellationToken cancellationToken)
    {
        var inFlight = await backlog.CountAsync(cancellationToken) + intake.Unfinished;
        var kinds = await dataSource.QueryAsync(
            Query,
            [],
            row => new AccountOfKind(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4)),
            cancellationToken);
        return new(kinds, inFlight);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (metrics.IsObserved)
                    metrics.Show(await ReadAsync(stoppingToken));
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                Log.Skipped(logger, e.Message);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "The account was not read: {Reason}")]
        public static partial void Skipped(ILogger logger, string reason);
    }
}
