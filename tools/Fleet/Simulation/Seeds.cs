using System.Buffers.Binary;

namespace Telemetry.Fleet.Simulation;

/// <summary>Chance that is the same in every process: string.GetHashCode and System.HashCode are not.</summary>
internal static class Seeds
{
    /// <summary>The chance of one client, by its number in the fleet.</summary>
    public static Random For(int number, int seed) => new(unchecked((seed * 397) ^ (number * 7919) ^ (number << 16)));

    /// <summary>An id that no other number has: Random does not tell a seed from its negative, so of 100,000 seeds some pairs are alike.</summary>
    public static Guid NextId(this Random random, int number)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        BinaryPrimitives.WriteInt32BigEndian(bytes[12..], number);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>One of them.</summary>
    public static T Pick<T>(this Random random, IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];

    /// <summary>True in that share of all cases.</summary>
    public static bool Chance(this Random random, double share) => random.NextDouble() < share;
}
