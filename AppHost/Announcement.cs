using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Telemetry.AppHost;

/// <summary>Prints each resource as it becomes healthy and, last, the addresses.</summary>
internal static class Announcement
{
    /// <summary>At the first start it also prints the generated admin password.</summary>
    public static void AnnounceWhenReady(this IDistributedApplicationBuilder builder, IResourceBuilder<ProjectResource> gateway)
    {
        if (builder.ExecutionContext.IsPublishMode)
            return;

        var origin = AdminPassword.Origin(builder);
        builder.OnBeforeStart((start, cancellationToken) =>
        {
            _ = AnnounceAsync(start.Services, gateway.GetEndpoint("http"), async () => origin switch
            {
                PasswordOrigin.Generated =>
                    await builder.AdminPasswordParameter().Resource.GetValueAsync(CancellationToken.None) +
                    " (generated; shown this once and kept in the data directory)",
                PasswordOrigin.Stored => "the one generated at the first start (secrets.json in the data directory)",
                _ => $"as {AdminPassword.Setting} says",
            });
            return Task.CompletedTask;
        });
    }

    private static async Task AnnounceAsync(IServiceProvider services, EndpointReference gateway, Func<Task<string>> password)
    {
        var lifetime = services.GetRequiredService<IHostApplicationLifetime>();
        var pending = services.GetRequiredService<DistributedApplicationModel>().Resources
            .Where(resource => resource.HasAnnotationOfType<HealthCheckAnnotation>())
            .Select(resource => resource.Name)
            .ToHashSet(StringComparer.Ordinal);
        var healthy = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var change in services.GetRequiredService<ResourceNotificationService>().WatchAsync(lifetime.ApplicationStopping))
        {
            // A resource without a health check is always healthy, and not reported.
            var isHealthy = change.Snapshot is { HealthReports.Length: > 0, HealthStatus: HealthStatus.Healthy };
            if (!isHealthy || !healthy.Add(change.ResourceId))
                continue;

            Console.WriteLine($"{change.Resource.Name} is healthy");
            if (pending.Remove(change.Resource.Name) && pending.Count == 0)
                _ = PrintAddressesAsync();
        }

        async Task PrintAddressesAsync()
        {
            // After the last line of the orchestrator itself.
            var started = new TaskCompletionSource();
            await using var registration = lifetime.ApplicationStarted.Register(() => started.TrySetResult());
            await started.Task.WaitAsync(lifetime.ApplicationStopping);
            Console.WriteLine($"Admin password: {await password()}");
            if (!services.GetRequiredService<DistributedApplicationOptions>().DisableDashboard)
                Console.WriteLine($"Developer dashboard: {DeveloperDashboard.LoginUrl(services.GetRequiredService<IConfiguration>())}");
            Console.WriteLine($"Dashboard: {gateway.Url}/dashboard");
            Console.WriteLine($"Ready: {gateway.Url}");
        }
    }
}
