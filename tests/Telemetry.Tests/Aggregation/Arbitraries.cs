using FsCheck;
using FsCheck.Fluent;

namespace Telemetry.Tests.Aggregation;

/// <summary>Generators for property tests.</summary>
public static class Arbitraries
{
    /// <summary>Lists that are shrunk by removing one element at a time.</summary>
    public static Arbitrary<IReadOnlyList<T>> Lists<T>(Gen<T> element) => Arb.From(
        Gen.ListOf(element).Select(list => (IReadOnlyList<T>)[.. list]),
        list => Enumerable.Range(0, list.Count).Select(left => (IReadOnlyList<T>)[.. list.Where((_, index) => index != left)]));
}
