using System.Runtime.InteropServices;

namespace Telemetry.Ingestion.Import;

/// <summary>How far back records may be.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ImportHistory
{
    private static readonly TimeSpan MostAhead = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Margin = TimeSpan.FromDays(1);

    private readonly DateTimeOffset _oldest;
    private readonly DateTimeOffset _newest;

    /// <summary>
    /// Nearly the retention: without its raw report, what is imported a second time would count a second time, so nothing is taken that is
    /// dropped before the import is through.
    /// </summary>
    public ImportHistory(TimeSpan retention, DateTimeOffset now) => (_oldest, _newest) = (now - retention + Margin, now + MostAhead);

    /// <summary>What is wrong with a record of that time, or null.</summary>
    public string? Fault(string field, DateTimeOffset time)
    {
        if (time > _newest)
            return $"{field}: is more than 5 minutes in the future";

        return time < _oldest ? $"{field}: is older than RETENTION_DAYS" : null;
    }
}
