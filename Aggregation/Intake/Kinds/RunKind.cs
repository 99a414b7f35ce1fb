using Npgsql;
using Telemetry.Aggregation.Runs;
using Telemetry.Contracts;

namespace Telemetry.Aggregation.Intake.Kinds;

/// <summary>
/// Posts of runs. What a post means depends on what is known of its run, so the runs are read, the posts are laid onto them here, and what
/// has become of each is staged. One that is known is a duplicate.
/// </summary>
internal sealed class RunKind : Kind<RunReported>
{
    /// <summary>In the content: runs that are staged.</summary>
    public const string Changed = "run.changed";

    private const string New = "run.new";

    // As the protocol limits them: sums of anything larger could leave their type.
    private static readonly (string Field, Func<RunReported, int?> Of, int Most)[] Limits =
    [
        ("ct_type", post => post.ContainerType, 2),
        ("disk_size", post => post.DiskSize, 100_000),
        ("core_count", post => post.CoreCount, 256),
        ("ram_size", post => post.RamSize, 1_048_576),
        ("exit_code", post => post.ExitCode, 255),
        ("install_duration", post => post.InstallDuration, 86_400),
    ];

    /// <inheritdoc/>
    public override string Name => ReportKind.Run;

    /// <inheritdoc/>
    public override Tally.Counts Counts(Content content) =>
        new(content[New], Duplicates: content[Name] - content[New], Quarantined: 0);

    /// <inheritdoc/>
    protected override string? Fault(RunReported report)
    {
        foreach (var (field, of, most) in Limits)
        {
            if (of(report) is { } number && (number < 0 || number > most))
                return $"{field}: not from 0 to {most}";
        }

        return null;
    }

    /// <inheritdoc/>
    protected override object Identity(RunReported report) => (report.ExecutionId, report.Digest);

    /// <inheritdoc/>
    protected override async Task StageAsync(
        NpgsqlConnection connection, IReadOnlyList<RunReported> reports, Content content, CancellationToken cancellationToken)
    {
        var posts = reports.ToLookup(post => RunKey.Of(post.ExecutionId));
        var known = await RunRows.LoadAsync(connection, [.. posts.Select(run => run.Key)], cancellationToken);

        var changes = new List<RunChange>(posts.Count);
        foreach (var run in posts)
        {
            var before = known.GetValueOrDefault(run.Key);
            var after = before;
            foreach (var post in run.OrderBy(post => post.At))
            {
                if (RunMerge.IsRepetition(after, post))
                    continue;

                after = RunMerge.Onto(after, post);
                content[New]++;
            }

            if (after is not null && after != before)
                changes.Add(new(before, after));
        }

        content[Changed] = changes.Count;
        if (changes.Count > 0)
            await RunRows.StageAsync(connection, changes, cancellationToken);
    }
}
