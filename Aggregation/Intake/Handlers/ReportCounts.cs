using System.Runtime.InteropServices;

namespace Telemetry.Aggregation.Intake.Handlers;

/// <summary>Reports by outcome (docs/rules.md, rule 9). Duplicates are stored already, or older than what is stored.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ReportCounts(long Stored, long Duplicates, long Quarantined)
{
    public long Sum => Stored + Duplicates + Quarantined;

    public static ReportCounts operator +(ReportCounts a, ReportCounts b) =>
        new(a.Stored + b.Stored, a.Duplicates + b.Duplicates, a.Quarantined + b.Quarantined);

    public static ReportCounts Of(long reports, long stored, long quarantined = 0) =>
        new(stored, reports - stored - quarantined, quarantined);
}

internal sealed class BatchCounts
{
    private readonly SortedDictionary<string, ReportCounts> _byKind = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, ReportCounts> ByKind => _byKind;

    /// <summary>Includes rows of staging tables.</summary>
    public long Rows { get; set; }

    public void Add(string kind, ReportCounts counts) => _byKind[kind] = _byKind.GetValueOrDefault(kind) + counts;

    public void Add(BatchCounts other)
    {
        foreach (var (kind, counts) in other.ByKind)
            Add(kind, counts);
        Rows += other.Rows;
    }
}
