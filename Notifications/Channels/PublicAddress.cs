using System.Net;

namespace Telemetry.Notifications.Channels;

/// <summary>Addresses of the internet, as opposed to this machine and private networks.</summary>
internal static class PublicAddress
{
    // IANA's registries of special-purpose addresses, and multicast.
    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",

            // Beyond those excluded below: Teredo and other protocol assignments, documentation, 6to4 (which contains any IPv4 address).
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(range => IPNetwork.Parse(range)),
    ];

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    public static bool Is(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily is System.Net.Sockets.AddressFamily.InterNetworkV6 && !GlobalUnicast.Contains(address))
            return false;

        return !Special.Any(range => range.Contains(address));
    }

    /// <summary>
    /// The addresses of a host to which a connection is allowed. Throws <see cref="PrivateAddressException"/> if there are none.
    /// </summary>
    internal static async Task<IPAddress[]> ResolveAsync(string host, bool allowPrivate, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken);
        var allowed = allowPrivate ? addresses : [.. addresses.Where(Is)];
        return allowed.Length > 0 ? allowed : throw new PrivateAddressException();
    }
}

internal sealed class PrivateAddressException() : Exception("the host has no public address, and ALERT_WEBHOOK_ALLOW_PRIVATE is not set");
