using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Engine;

/// <param name="IgnoreFixed">A test takes free ports only.</param>
internal sealed record PortPolicy(bool IgnoreFixed);

/// <summary>The ports that belong to this application for as long as it lives, also while the server behind one restarts.</summary>
internal sealed class Ports : IDisposable
{
    // Below the range that the kernel takes outgoing connections' ports from: a client that tries to connect while its server is down
    // could otherwise be given that very port, and connect to itself.
    private const int Lowest = 20_000;
    private const int Highest = 32_767;
    private const int Attempts = 1_000;

    private readonly List<Socket> _reservations = [];

    /// <summary>A port that nobody listens on and no other AppHost has.</summary>
    public int Free()
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var port = RandomNumberGenerator.GetInt32(Lowest, Highest + 1);
            if (IsFree(port) && Reserve(port))
                return port;
        }

        throw new DistributedApplicationException($"There is no free port from {Lowest} to {Highest}.");
    }

    /// <summary>Nobody listens on it.</summary>
    public static bool IsFree(int port) => CanListen(IPAddress.Loopback, port) && (!Socket.OSSupportsIPv6 || CanListen(IPAddress.IPv6Loopback, port));

    /// <summary>That port if nobody has it, else any free one.</summary>
    public int FreeOr(int wanted) => IsFree(wanted) && Reserve(wanted) ? wanted : Free();

    /// <summary>Gives every endpoint of the model its port.</summary>
    /// <exception cref="DistributedApplicationException">A fixed port is in use; all that are, one per line.</exception>
    public void Allocate(IEnumerable<IResource> resources, PortPolicy policy, IConfiguration configuration)
    {
        var faults = new List<string>();
        foreach (var resource in resources)
        {
            foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
            {
                endpoint.AllocatedPort = endpoint.Port is { } wanted && !policy.IgnoreFixed ? wanted : Free();
                if (endpoint.AllocatedPort == endpoint.Port && !IsFree(wanted = endpoint.Port.Value))
                    faults.Add($"{resource.Name}: port {wanted} is in use by another program{SetBy(wanted, configuration)}.");
            }
        }

        if (faults.Count > 0)
            throw new DistributedApplicationException(string.Join(Environment.NewLine, faults));
    }

    public void Dispose() => _reservations.ForEach(r => r.Dispose());

    private static bool CanListen(IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
            return true;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.AddressNotAvailable;
        }
    }

    // The UDP port of the same number is the sign for other AppHosts: nothing of ours uses UDP, binding it is exclusive, and the kernel
    // takes it back when we die. The TCP port itself has to stay free for the server.
    private bool Reserve(int port)
    {
        var sign = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            sign.Bind(new IPEndPoint(IPAddress.Loopback, port));
            _reservations.Add(sign);
            return true;
        }
        catch (SocketException)
        {
            sign.Dispose();
            return false;
        }
    }

    // Tells the person which setting to change, without knowing the application's settings.
    private static string SetBy(int port, IConfiguration configuration) =>
        configuration.AsEnumerable().FirstOrDefault(s => s.Key.EndsWith("PORT", StringComparison.Ordinal) && s.Value == $"{port}").Key is { } key ? $" (set {key} to another)" : "";
}
