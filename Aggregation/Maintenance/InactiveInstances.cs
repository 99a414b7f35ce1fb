using Telemetry.Aggregation.Cache;
using Telemetry.Aggregation.Rollups;
using Telemetry.ServiceDefaults.Jobs;

namespace Telemetry.Aggregation.Maintenance;

/// <summary>
/// Removes instances that were not seen for 30 days from the rollups of the current state: no report says that they are gone.
/// </summary>
internal sealed class InactiveInstances(NpgsqlDataSource dataSource, DataStamp stamp) : IPeriodicJob
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await RemoveBatchAsync(cancellationToken))
            await stamp.InvalidateAsync();
    }

    private async Task<bool> RemoveBatchAsync(CancellationToken cancellationToken)
    {
        await using var transaction = await WriteTransaction.BeginAsync(dataSource, cancellationToken);
        var result = await RollupSteps.RunAsync(transaction.Connection, InstanceRollups.InactivitySteps, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return result[InstanceRollups.Inactive] > 0;
    }
}
