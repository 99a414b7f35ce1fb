using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Telemetry.AppHost.Data;

namespace Telemetry.AppHost.Servers;

/// <summary>
/// Data that were created with another password than this start's: a volume or directory without its secrets.json. No retry opens them, so
/// the application ends with a message.
/// </summary>
internal static class LostPassword
{
    // PostgreSQL's invalid_password (https://www.postgresql.org/docs/current/errcodes-appendix.html) and AMQP's access-refused.
    private static readonly string[] s_refusals = ["28P01", "ACCESS_REFUSED"];

    /// <summary>Watches the results of the servers' health checks.</summary>
    public static void StopAtLostPassword(this IDistributedApplicationBuilder builder)
    {
        var file = GeneratedPasswords.FileIn(builder);
        builder.OnBeforeStart((start, cancellationToken) =>
        {
            _ = WatchAsync(
                start.Services.GetRequiredService<ResourceNotificationService>(),
                start.Services.GetRequiredService<IHostApplicationLifetime>(),
                file);
            return Task.CompletedTask;
        });
    }

    private static async Task WatchAsync(ResourceNotificationService notifications, IHostApplicationLifetime lifetime, string file)
    {
        await foreach (var change in notifications.WatchAsync(lifetime.ApplicationStopping))
        {
            if (change.Snapshot.HealthReports.Any(IsPasswordRefused))
            {
                // A database has a health check beside its server's, and either may fail first.
                var server = change.Resource is IResourceWithParent database ? database.Parent : change.Resource;
                await Console.Error.WriteLineAsync(
                    $"{server.Name}: its data were made with another password than the one in {file}. " +
                    "Bring that file back, or delete the data and begin anew.");
                Environment.ExitCode = 1;
                lifetime.StopApplication();
                return;
            }
        }
    }

    private static bool IsPasswordRefused(HealthReportSnapshot report) =>
        s_refusals.Any(refusal => report.ExceptionText?.Contains(refusal, StringComparison.Ordinal) == true);
}
