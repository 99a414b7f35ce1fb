using System.Net;
using System.Net.Sockets;

namespace Telemetry.AppHost;

/// <summary>Ports that the model or the environment fixes.</summary>
internal static class FixedPorts
{
    /// <summary>
    /// Ends the start with one line, a <see cref="DistributedApplicationException"/>, if another program uses such a port. The orchestrator
    /// would continue without it.
    /// </summary>
    public static void CheckFixedPorts(this IDistributedApplicationBuilder builder) => builder.OnBeforeStart((_, _) =>
    {
        foreach (var resource in builder.Resources)
        {
            foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
            {
                if (endpoint.Port is { } port && !IsFree(port))
                {
                    throw new DistributedApplicationException(
                        $"{resource.Name}: port {port} is in use by another program. " +
                        "Stop it, or choose another port (GATEWAY_PORT for the gateway).");
                }
            }
        }

        return Task.CompletedTask;
    });

    /// <summary>Null, any free port, under Aspire's testing builder, which itself changes only endpoints that have a proxy.</summary>
    public static int? UnlessRandomized(this IDistributedApplicationBuilder builder, int? port) =>
        builder.Configuration["DcpPublisher:RandomizePorts"] is "true" ? null : port;

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
