using Npgsql;
using Telemetry.Aggregation.Cache;
using Telemetry.Aggregation.Intake;

namespace Telemetry.Aggregation.Upkeep;

/// <summary>Instances that were not seen for 30 days no longer count, although nothing tells us so.</summary>
public sealed class Absences(NpgsqlDataSource dataSource, DataStamp stamp)
{
    /// <summary>Takes them out of the current rollups.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        while (await SweepSomeAsync(cancellationToken))
            await stamp.ChangeAsync();
    }

    private async Task<bool> SweepSomeAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await Writer.BeginAsync(connection, cancellationToken);
        var some = await Steps.RunAbsenceAsync(connection, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return some;
    }
}
