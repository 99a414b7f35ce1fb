using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Telemetry.AppHost;

/// <summary>Says where everything is, once it can be used.</summary>
internal sealed class Announcement(
    ResourceNotificationService notifications, EndpointReference gateway, ParameterResource adminPassword, PasswordOrigin origin) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await notifications.WaitForResourceHealthyAsync(gateway.Resource.Name, stoppingToken);
        Console.WriteLine(origin switch
        {
            PasswordOrigin.Generated => $"Admin password: {await adminPassword.GetValueAsync(stoppingToken)} (generated; shown this once and kept in the data directory)",
            PasswordOrigin.Kept => "Admin password: the one generated at the first start (secrets.json in the data directory)",
            _ => $"Admin password: as {AdminPassword.Setting} says",
        });
        Console.WriteLine($"Dashboard: {gateway.Url}/dashboard");
        Console.WriteLine($"Ready: {gateway.Url}");
    }
}

/// <summary>Adds the announcement.</summary>
internal static class AnnouncementExtensions
{
    /// <summary>Prints the addresses and, at the first start, the generated admin password when the gateway is healthy.</summary>
    public static void AnnounceWhenReady(this IDistributedApplicationBuilder builder, IResourceBuilder<ProjectResource> gateway, IResourceBuilder<ParameterResource> adminPassword)
    {
        if (builder.ExecutionContext.IsPublishMode)
            return;

        var origin = AdminPassword.Origin(builder);
        builder.Services.AddHostedService(services => new Announcement(
            services.GetRequiredService<ResourceNotificationService>(),
            gateway.GetEndpoint("http"),
            adminPassword.Resource,
            origin));
    }
}
