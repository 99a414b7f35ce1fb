using System.Buffers.Binary;

namespace Telemetry.Fleet.Simulation;

/// <summary>Random numbers that are equal in every process; string.GetHashCode and System.HashCode are not.</summary>
internal static class Seeds
{
    /// <summary>The random numbers of one client, by its number in the fleet.</summary>
    public static Random For(int number, int seed) => new(unchecked((seed * 397) ^ (number * 7919) ^ (number << 16)));

    /// <summary>
    /// A unique id that contains the number: Random treats a seed and its negative alike, so some of 100,000 seeds collide.
    /// </summary>
    public static Guid NextId(this Random random, int number)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        BinaryPrimitives.WriteInt32BigEndian(bytes[12..], number);
        return new Guid(bytes, bigEndian: true);
    }

    public static T Pick<T>(this Random random, IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];

    public static bool Chance(this Random random, double share) => random.NextDouble() < share;
}
