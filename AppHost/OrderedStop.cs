using Microsoft.Extensions.Hosting;

namespace Telemetry.AppHost;

/// <summary>
/// Stops the services before the orchestrator stops everything at once: what they have accepted still finds its server. Hosted services are stopped
/// in reverse order of their registration, and the orchestrator's comes first.
/// </summary>
internal sealed class OrderedStop(DistributedApplicationModel model, ResourceCommandService commands) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(model.GetProjectResources().Select(service => commands.ExecuteCommandAsync(service, KnownResourceCommands.StopCommand, cancellationToken)));
}
