using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Telemetry.Gateway.RateLimiting;

/// <summary>
/// A client of the limits: an IPv4 address, or an IPv6 /64, in which one household or machine can choose addresses freely. It exists in
/// memory only and has no text form, so that no log line can contain it.
/// </summary>
internal readonly record struct ClientKey
{
    private ClientKey(UInt128 bits) => Bits = bits;

    internal UInt128 Bits { get; }

    /// <summary>An IPv4 address and its IPv4-mapped form have one key, and so have all Unix sockets (null).</summary>
    public static ClientKey Of(IPAddress? address)
    {
        if (address is null)
            return default;

        var bits = BinaryPrimitives.ReadUInt128BigEndian(address.MapToIPv6().GetAddressBytes());
        var isIPv4 = address.AddressFamily == AddressFamily.InterNetwork || address.IsIPv4MappedToIPv6;
        return new(isIPv4 ? bits : bits >> 64 << 64);
    }

    public override string ToString() => nameof(ClientKey);
}
