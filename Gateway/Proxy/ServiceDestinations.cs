using Telemetry.ServiceDefaults.Http;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.ServiceDiscovery;

namespace Telemetry.Gateway.Proxy;

/// <summary>Finds services by name, in the same way as every HTTP client of the platform does.</summary>
internal sealed class ServiceDestinations(IConfiguration configuration) : IDestinationResolver
{
    public ValueTask<ResolvedDestinationCollection> ResolveDestinationsAsync(
        IReadOnlyDictionary<string, DestinationConfig> destinations, CancellationToken cancellationToken)
    {
        var resolved = destinations.ToDictionary(
            destination => destination.Key,
            destination => destination.Value with { Address = ServiceAddress.Resolve(configuration, new Uri(destination.Value.Address)).ToString() });
        return ValueTask.FromResult(new ResolvedDestinationCollection(resolved, changeToken: null));
    }
}
