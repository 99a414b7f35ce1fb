using Telemetry.Aggregation.Intake;
using Telemetry.ServiceDefaults.Jobs;

namespace Telemetry.Aggregation.Accounts;

/// <summary>Reads the account for the metrics in the background, so that their collection does not wait for the database.</summary>
internal sealed class AccountReader(
    NpgsqlDataSource dataSource, Backlog backlog, ReportIntake intake, AccountMetrics metrics, TimeProvider time) : IPeriodicJob
{
    private const string Query =
        """
        with accepted as (select kind, sum(accepted)::bigint as accepted from analytics.publishers group by kind)
        select kind, coalesce(accepted, 0), coalesce(stored, 0), coalesce(duplicates, 0), coalesce(quarantined, 0)
        from accepted
        full join analytics.account using (kind)
        order by kind
        """;

    public async Task<Account> ReadAsync(CancellationToken cancellationToken)
    {
        var readAt = time.GetUtcNow();
        var inFlight = await backlog.CountAsync(cancellationToken) + intake.Unfinished;
        var kinds = await dataSource.QueryAsync(
            Query,
            [],
            row => new AccountOfKind(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4)),
            cancellationToken);
        return new(kinds, inFlight, readAt);
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (metrics.IsObserved)
            metrics.Update(await ReadAsync(cancellationToken));
    }
}
