using System.Runtime.InteropServices;

namespace Telemetry.Aggregation.Intake;

/// <summary>What became of reports, per kind (rule 9).</summary>
public sealed class Tally
{
    private readonly SortedDictionary<string, Counts> _byKind = new(StringComparer.Ordinal);

    /// <summary>The kinds that occurred.</summary>
    public IReadOnlyDictionary<string, Counts> ByKind => _byKind;

    /// <summary>Rows that were written for them.</summary>
    public long Rows { get; set; }

    /// <summary>Adds to a kind's counts.</summary>
    public void Add(string kind, Counts counts) => _byKind[kind] = _byKind.GetValueOrDefault(kind) + counts;

    /// <summary>Adds all of another one.</summary>
    public void Add(Tally other)
    {
        foreach (var (kind, counts) in other.ByKind)
            Add(kind, counts);
        Rows += other.Rows;
    }

    /// <summary>Numbers of reports.</summary>
    /// <param name="Stored">New ones.</param>
    /// <param name="Duplicates">Those that were there already, or are older than what is known.</param>
    /// <param name="Quarantined">Those that cannot be stored.</param>
    [StructLayout(LayoutKind.Auto)]
    public readonly record struct Counts(long Stored, long Duplicates, long Quarantined)
    {
        /// <summary>All of them.</summary>
        public long Sum => Stored + Duplicates + Quarantined;

        /// <summary>The sums.</summary>
        public static Counts operator +(Counts a, Counts b) =>
            new(a.Stored + b.Stored, a.Duplicates + b.Duplicates, a.Quarantined + b.Quarantined);
    }
}
