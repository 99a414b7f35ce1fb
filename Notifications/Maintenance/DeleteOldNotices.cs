using Npgsql;
using Telemetry.ServiceDefaults.Jobs;

namespace Telemetry.Notifications.Maintenance;

/// <summary>Deletes notices and their deliveries after 90 days. Each process runs it; a second one finds nothing to delete.</summary>
internal sealed class DeleteOldNotices(NpgsqlDataSource dataSource, TimeProvider time) : IPeriodicJob
{
    private const int RetentionDays = 90;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("delete from notifications.notices where recorded_at < $1");
        command.Parameters.Add(new() { Value = time.GetUtcNow().AddDays(-RetentionDays).UtcDateTime });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

internal static class MaintenanceRegistration
{
    public static void AddMaintenance(this WebApplicationBuilder builder) =>
        builder.Services.AddPeriodicJob<DeleteOldNotices>(TimeSpan.FromHours(1), runsAtStart: true);
}
