using System.Runtime.InteropServices;

namespace Telemetry.Aggregation.Intake.Handlers;

/// <summary>Reports by outcome (docs/rules.md, rule 9).</summary>
/// <param name="Stored">New ones.</param>
/// <param name="Duplicates">Those that are stored already, or are older than what is stored.</param>
/// <param name="Quarantined">Those that cannot be stored.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ReportCounts(long Stored, long Duplicates, long Quarantined)
{
    public long Sum => Stored + Duplicates + Quarantined;

    public static ReportCounts operator +(ReportCounts a, ReportCounts b) =>
        new(a.Stored + b.Stored, a.Duplicates + b.Duplicates, a.Quarantined + b.Quarantined);

    /// <summary>Reports that are duplicates unless they were stored or quarantined.</summary>
    public static ReportCounts Of(long reports, long stored, long quarantined = 0) =>
        new(stored, reports - stored - quarantined, quarantined);
}

/// <summary>Reports by kind and outcome.</summary>
internal sealed class BatchCounts
{
    private readonly SortedDictionary<string, ReportCounts> _byKind = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, ReportCounts> ByKind => _byKind;

    /// <summary>Rows written for them, with those of staging tables.</summary>
    public long Rows { get; set; }

    public void Add(string kind, ReportCounts counts) => _byKind[kind] = _byKind.GetValueOrDefault(kind) + counts;

    public void Add(BatchCounts other)
    {
        foreach (var (kind, counts) in other.ByKind)
            Add(kind, counts);
        Rows += other.Rows;
    }
}
