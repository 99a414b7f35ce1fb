using Telemetry.Aggregation.Intake.Kinds;
using Telemetry.Contracts;

namespace Telemetry.Aggregation.Intake;

/// <summary>The reports of batches, sorted into what can be stored and what cannot.</summary>
/// <param name="Usable">Each once: changes of instances first, so that snapshots find their instance.</param>
/// <param name="Unusable">With the reason.</param>
/// <param name="Repeated">Counts of those that stand there more than once.</param>
/// <param name="Oldest">When the first of the usable ones was received.</param>
internal sealed record Reports(
    IReadOnlyList<Report> Usable, IReadOnlyList<(Report Report, string Reason)> Unusable, Tally Repeated, DateTimeOffset Oldest)
{
    /// <summary>Sorts.</summary>
    public static Reports Of(IReadOnlyList<ReportsAccepted> batches)
    {
        var usable = new List<Report>();
        var unusable = new List<(Report, string)>();
        var repeated = new Tally();
        var seen = new HashSet<object>();
        var oldest = DateTimeOffset.MaxValue;
        foreach (var report in ReportsAccepted.Of(Guid.Empty, [.. batches.SelectMany(batch => batch.All)]).All)
        {
            var kind = AllKinds.Of(report);
            if (kind.Fault(report) is { } reason)
            {
                unusable.Add((report, reason));
            }
            else if (!seen.Add((kind.Name, kind.Identity(report))))
            {
                repeated.Add(kind.Name, new(Stored: 0, Duplicates: 1, Quarantined: 0));
            }
            else
            {
                usable.Add(report);
                oldest = report.ReceivedAt < oldest ? report.ReceivedAt : oldest;
            }
        }

        return new(usable, unusable, repeated, oldest);
    }
}
