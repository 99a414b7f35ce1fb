using System.Runtime.InteropServices;

namespace Telemetry.Ingestion.Import;

/// <summary>The times that records may have.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ImportHistory
{
    private static readonly TimeSpan MaxAhead = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Margin = TimeSpan.FromDays(1);

    private readonly DateTimeOffset _oldest;
    private readonly DateTimeOffset _newest;

    /// <summary>
    /// A day less than the retention: a record without its raw report would count again in a second import, so no raw report may be dropped
    /// before the import ends.
    /// </summary>
    public ImportHistory(TimeSpan retention, DateTimeOffset now) => (_oldest, _newest) = (now - retention + Margin, now + MaxAhead);

    /// <summary>Returns the error of a record of that time, or null.</summary>
    public string? Check(string field, DateTimeOffset time)
    {
        if (time > _newest)
            return $"{field}: is more than 5 minutes in the future";
        return time < _oldest ? $"{field}: is older than RETENTION_DAYS" : null;
    }
}
