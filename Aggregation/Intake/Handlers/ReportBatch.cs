namespace Telemetry.Aggregation.Intake.Handlers;

internal sealed class ReportBatch
{
    private static readonly InstanceHandler Instances = new();
    private static readonly SnapshotHandler Snapshots = new();
    private static readonly RunHandler Runs = new();
    private static readonly StartHandler Starts = new();
    private static readonly RefusedPostHandler Refused = new();

    private readonly List<IReportGroup> _valid = [];
    private readonly List<(Report Report, string Error)> _invalid = [];

    public ReportBatch(IReadOnlyList<ReportsAccepted> messages)
    {
        // Changes of instances come first, so that snapshots find their instance.
        Add(Instances, messages.SelectMany(message => message.Instances));
        Add(Snapshots, messages.SelectMany(message => message.Snapshots));
        Add(Runs, messages.SelectMany(message => message.Runs));
        Add(Starts, messages.SelectMany(message => message.Starts));
        Add(Refused, messages.SelectMany(message => message.Refused));
    }

    public IReadOnlyList<IReportGroup> Valid => _valid;

    public IReadOnlyList<(Report Report, string Error)> Invalid => _invalid;

    /// <summary>Counts of the valid reports that occur more than once.</summary>
    public BatchCounts Repeated { get; } = new();

    /// <summary>When the oldest valid report was received.</summary>
    public DateTimeOffset? OldestAt { get; private set; }

    private void Add<TReport>(ReportHandler<TReport> handler, IEnumerable<TReport> reports)
        where TReport : Report
    {
        var valid = new List<TReport>();
        var identities = new HashSet<object>();
        foreach (var report in reports)
        {
            if (handler.Validate(report) is { } error)
            {
                _invalid.Add((report, error));
            }
            else if (!identities.Add(handler.GetIdentity(report)))
            {
                Repeated.Add(handler.Kind, new(Stored: 0, Duplicates: 1, Quarantined: 0));
            }
            else
            {
                valid.Add(report);
                OldestAt = report.ReceivedAt > OldestAt ? OldestAt : report.ReceivedAt;
            }
        }

        if (valid.Count > 0)
            _valid.Add(new ReportGroup<TReport>(handler, valid));
    }
}

internal interface IReportGroup
{
    string Kind { get; }

    IReadOnlyList<Report> Reports { get; }

    /// <summary>A part of the reports; null if it is empty.</summary>
    IReportGroup? Slice(int start, int count);

    Task<StagedReports> StageAsync(NpgsqlConnection connection, DateTimeOffset now, CancellationToken cancellationToken);
}

internal sealed class ReportGroup<TReport>(ReportHandler<TReport> handler, IReadOnlyList<TReport> reports) : IReportGroup
    where TReport : Report
{
    public string Kind => handler.Kind;

    public IReadOnlyList<Report> Reports => reports;

    public IReportGroup? Slice(int start, int count)
    {
        var part = reports.Skip(start).Take(count).ToList();
        return part.Count > 0 ? new ReportGroup<TReport>(handler, part) : null;
    }

    public Task<StagedReports> StageAsync(NpgsqlConnection connection, DateTimeOffset now, CancellationToken cancellationToken) =>
        handler.StageAsync(connection, reports, now, cancellationToken);
}
