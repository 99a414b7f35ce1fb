namespace Telemetry.Tests.Aggregation;

/// <summary>
/// Recomputes the rollups from all reports at once, each by its definition. Rows have the format of
/// <see cref="AggregationApp.RowsAsync"/>.
/// </summary>
public sealed class ExpectedRollups
{
    // An instance that registers again after its deletion counts as another one.
    private readonly Dictionary<Guid, int> _lives = [];
    private readonly Dictionary<Guid, InstanceChanged> _changes = [];
    private readonly Dictionary<(Guid, int), List<SnapshotReceived>> _snapshots = [];

    /// <summary>Adds reports. With deletions among them, in the order of storage.</summary>
    public void Add(IEnumerable<Report> reports)
    {
        foreach (var report in reports)
        {
            if (report is InstanceChanged change)
                Add(change);
            else if (report is SnapshotReceived snapshot && !IsDeleted(snapshot.InstanceId))
                Add(snapshot);
        }
    }

    public IReadOnlyList<string> MetricHours() => MetricBuckets(moment => moment.ToString("yyyy-MM-dd HH"));

    public IReadOnlyList<string> MetricDays() => MetricBuckets(moment => moment.ToString("yyyy-MM-dd"));

    public IReadOnlyList<string> VersionDays() => Rows(
        from day in InstanceDays()
        group day by (day.App, day.Day, day.Newest.Version) into version
        select $"{version.Key.App} | {version.Key.Day} | {version.Key.Version} | {version.Count()}");

    public IReadOnlyList<string> ActiveDays() => Rows(
        from day in InstanceDays()
        group day by (day.App, day.Day) into active
        select $"{active.Key.App} | {active.Key.Day} | {active.Count()}");

    public IReadOnlyList<string> AppCounts() => Rows(
        from instance in Instances()
        group instance by instance.App into app
        select $"{app.Key} | {app.Count()} | {app.Count(instance => instance.Counts)}");

    public IReadOnlyList<string> AppVersions() => Rows(
        from instance in Instances()
        where instance.Counts
        group instance by (instance.App, instance.Version) into version
        select $"{version.Key.App} | {version.Key.Version} | {version.Count()}");

    public IReadOnlyList<string> CurrentMetrics() => Rows(
        from instance in Instances()
        where instance.Counts && instance.Newest is not null
        from metric in Numbers(instance.Newest)
        group metric.Value by (instance.App, metric.Key) into sum
        select Row(sum.Key.App, sum.Key.Key, sum.Sum(), sum.Count()));

    private static List<string> Rows(IEnumerable<string> rows)
    {
        var sorted = rows.ToList();
        sorted.Sort(StringComparer.Ordinal);
        return sorted;
    }

    private static string Row(string app, string key, decimal sum, int count) =>
        $"{app} | {key} | {sum / 1.0000000000000000000000000000m} | {count}";

    private static IEnumerable<KeyValuePair<string, decimal>> Numbers(SnapshotReceived snapshot) =>
        from property in snapshot.Metrics.EnumerateObject()
        where property.Value.ValueKind == JsonValueKind.Number
        select KeyValuePair.Create(property.Name, property.Value.GetDecimal());

    // Of two snapshots with the same time the one with the greater digest counts as the later one.
    private static IOrderedEnumerable<SnapshotReceived> InOrder(IEnumerable<SnapshotReceived> snapshots) => snapshots
        .OrderBy(snapshot => snapshot.Timestamp).ThenBy(snapshot => snapshot.Digest.ToString(), StringComparer.Ordinal);

    private void Add(InstanceChanged change)
    {
        if (_changes.TryGetValue(change.InstanceId, out var known) && known.Revision >= change.Revision)
            return;

        _changes[change.InstanceId] = change;
        if (change.Status == InstanceStatus.Deleted)
            _lives[change.InstanceId] = _lives.GetValueOrDefault(change.InstanceId) + 1;
    }

    private void Add(SnapshotReceived snapshot)
    {
        var life = (snapshot.InstanceId, _lives.GetValueOrDefault(snapshot.InstanceId));
        if (!_snapshots.TryGetValue(life, out var snapshots))
            _snapshots[life] = snapshots = [];
        if (!snapshots.Any(known => known.Digest == snapshot.Digest))
            snapshots.Add(snapshot);
    }

    private bool IsDeleted(Guid instance) => _changes.TryGetValue(instance, out var change) && change.Status == InstanceStatus.Deleted;

    private List<string> MetricBuckets(Func<DateTime, string> bucketOf) => Rows(
        from life in _snapshots
        from snapshot in InOrder(life.Value)
        from metric in Numbers(snapshot)
        group metric.Value by (life.Key, App: snapshot.Application.Slug, Bucket: bucketOf(
            snapshot.Timestamp.UtcDateTime), metric.Key) into values
        let last = values.Last()
        group last by (values.Key.App, values.Key.Bucket, values.Key.Item4) into sum
        select Row($"{sum.Key.App} | {sum.Key.Bucket}", sum.Key.Item3, sum.Sum(), sum.Count()));

    private IEnumerable<(string App, string Day, SnapshotReceived Newest)> InstanceDays() =>
        from life in _snapshots
        from snapshot in InOrder(life.Value)
        group snapshot by (life.Key, App: snapshot.Application.Slug, Day: snapshot.Timestamp.UtcDateTime.ToString("yyyy-MM-dd")) into day
        select (day.Key.App, day.Key.Day, day.Last());

    private IEnumerable<(string App, string Version, bool Counts, SnapshotReceived? Newest)> Instances() =>
        from change in _changes.Values
        where change.Status != InstanceStatus.Deleted
        let snapshots = _snapshots.GetValueOrDefault((change.InstanceId, _lives.GetValueOrDefault(change.InstanceId))) ?? []
        select (change.Application.Slug, change.Version, change.Status == InstanceStatus.Active, InOrder(snapshots).LastOrDefault());
}
