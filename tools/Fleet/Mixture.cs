namespace Telemetry.Fleet;

/// <summary>Several sequences as one.</summary>
internal static class Mixture
{
    /// <summary>Each kind's elements in their order, spread evenly over the whole.</summary>
    public static IEnumerable<T> Of<T>(params (int Count, Func<int, T> Make)[] kinds)
    {
        var taken = new int[kinds.Length];
        for (var left = kinds.Sum(kind => kind.Count); left > 0; left--)
        {
            // Whichever kind is furthest behind.
            var next = Enumerable.Range(0, kinds.Length)
                .Where(kind => taken[kind] < kinds[kind].Count)
                .MinBy(kind => (taken[kind] + 0.5) / kinds[kind].Count);
            yield return kinds[next].Make(taken[next]++);
        }
    }
}
