using Telemetry.Aggregation.Rollups;
using Telemetry.Aggregation.Runs;

namespace Telemetry.Aggregation.Intake.Handlers;

/// <summary>
/// A post's effect depends on the stored run: runs are read, posts are merged into them here, and the changed runs are staged. A post whose
/// digest is stored is a duplicate.
/// </summary>
internal sealed class RunHandler : ReportHandler<RunReported>
{
    private static readonly (string Field, Func<RunReported, int?> Of, int Max)[] Limits =
    [
        ("ct_type", post => post.ContainerType, RunLimits.ContainerType),
        ("disk_size", post => post.DiskSize, RunLimits.DiskSize),
        ("core_count", post => post.CoreCount, RunLimits.CoreCount),
        ("ram_size", post => post.RamSize, RunLimits.RamSize),
        ("exit_code", post => post.ExitCode, RunLimits.ExitCode),
        ("install_duration", post => post.InstallDuration, RunLimits.InstallDuration),
    ];

    public override string Kind => ReportKind.Run;

    public override string? Validate(RunReported report)
    {
        foreach (var (field, of, max) in Limits)
        {
            if (of(report) is { } number && (number < 0 || number > max))
                return $"{field}: not from 0 to {max}";
        }

        return null;
    }

    public override object GetIdentity(RunReported report) => (report.ExecutionId, report.Digest);

    public override async Task<StagedReports> StageAsync(
        NpgsqlConnection connection, IReadOnlyList<RunReported> reports, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var posts = reports.ToLookup(post => RunKey.Of(post.ExecutionId));
        var known = await RunTable.LoadAsync(connection, [.. posts.Select(run => run.Key)], cancellationToken);

        var changes = new List<RunChange>(posts.Count);
        var stored = 0;
        foreach (var run in posts)
        {
            var before = known.GetValueOrDefault(run.Key);
            var after = before;
            foreach (var post in run.OrderBy(post => post.At))
            {
                if (RunMerge.IsDuplicate(after, post))
                    continue;

                after = RunMerge.Merge(after, post);
                stored++;
            }

            if (after is not null && after != before)
                changes.Add(new(before, after));
        }

        if (changes.Count > 0)
            await RunTable.StageAsync(connection, changes, cancellationToken);
        return new(changes.Count > 0 ? StagedRows.Runs : StagedRows.None, _ => ReportCounts.Of(reports.Count, stored));
    }
}
