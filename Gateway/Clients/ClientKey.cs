using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Telemetry.Gateway.Clients;

/// <summary>
/// Who counts as one client: an IPv4 address, or an IPv6 /64, which is what one household or machine gets and can choose from freely.
/// It lives in the gateway's memory only and has no text form, so that no log line can hold it.
/// </summary>
public readonly record struct ClientKey
{
    private ClientKey(UInt128 bits) => Bits = bits;

    internal UInt128 Bits { get; }

    /// <summary>The key of an address. An IPv4 address is the same client in its IPv4-mapped form; no address (a Unix socket) is one client.</summary>
    public static ClientKey Of(IPAddress? address)
    {
        if (address is null)
            return default;

        var bits = BinaryPrimitives.ReadUInt128BigEndian(address.MapToIPv6().GetAddressBytes());
        var isIPv4 = address.AddressFamily == AddressFamily.InterNetwork || address.IsIPv4MappedToIPv6;
        return new(isIPv4 ? bits : bits >> 64 << 64);
    }

    /// <summary>Tells nothing.</summary>
    public override string ToString() => nameof(ClientKey);
}
