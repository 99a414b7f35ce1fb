using Microsoft.Extensions.Hosting;

namespace Telemetry.AppHost;

/// <summary>
/// Stops the services before the orchestrator stops everything at once: what they have accepted still finds its server. Hosted services are
/// stopped in reverse order of their registration, and the orchestrator's comes first.
/// </summary>
internal sealed class OrderedStop(DistributedApplicationModel model, ResourceCommandService commands) : IHostedService
{
    private Task? _stop;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    /// <remarks>Aspire's test host stops the host twice; the second time no orchestrator answers, and a command would wait for its timeout.</remarks>
    public Task StopAsync(CancellationToken cancellationToken) => _stop ??= Task.WhenAll(model.GetProjectResources()
        .Select(service => commands.ExecuteCommandAsync(service, KnownResourceCommands.StopCommand, cancellationToken)));
}
