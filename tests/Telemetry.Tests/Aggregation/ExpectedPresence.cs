namespace Telemetry.Tests.Aggregation;

/// <summary>
/// Recomputes how many instances are active, quiet, new and gone on each day: for each day and instance, from the time when it was
/// last seen. Rows have the format of <see cref="AggregationApp.RowsAsync"/>.
/// </summary>
public sealed class ExpectedPresence
{
    // An instance that registers again after its deletion counts as another one.
    private readonly Dictionary<Guid, long> _deletions = [];
    private readonly Dictionary<Guid, long> _revisions = [];
    private readonly List<Life> _lives = [];

    /// <summary>Adds a report, in the order of storage.</summary>
    public void Add(Report report)
    {
        if (report is InstanceChanged change)
            Add(change);
        else if (report is SnapshotReceived snapshot && !IsDeleted(snapshot.InstanceId))
            LifeOf(snapshot.InstanceId).Snapshots.Add(snapshot);
    }

    /// <summary>Per application and day with an instance: active, quiet, new, gone.</summary>
    public IReadOnlyList<string> Days(DateOnly first, DateOnly last) => Rows(
        from day in Each(first, last)
        from app in Apps()
        let stays = _lives.Select(life => life.On(app, day)).ToList()
        let row = (stays.Count(stay => stay.Version is not null), stays.Count(stay => stay.IsQuiet), stays.Count(stay => stay.IsNew),
            stays.Count(stay => stay.IsGone))
        where row != (0, 0, 0, 0)
        select $"{app} | {day:yyyy-MM-dd} | {row.Item1} | {row.Item2} | {row.Item3} | {row.Item4}");

    /// <summary>Per application, day and version: active.</summary>
    public IReadOnlyList<string> Versions(DateOnly first, DateOnly last) => Rows(
        from day in Each(first, last)
        from app in Apps()
        from version in _lives.Select(life => life.On(app, day).Version).OfType<string>().CountBy(version => version)
        select $"{app} | {day:yyyy-MM-dd} | {version.Key} | {version.Value}");

    private static IEnumerable<DateOnly> Each(DateOnly first, DateOnly last) =>
        Enumerable.Range(0, last.DayNumber - first.DayNumber + 1).Select(first.AddDays);

    private static IReadOnlyList<string> Rows(IEnumerable<string> rows) => [.. rows.Order(StringComparer.Ordinal)];

    private static DateOnly DayOf(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);

    private IEnumerable<string> Apps() =>
        _lives.SelectMany(life => life.Snapshots).Select(snapshot => snapshot.Application.Slug).Distinct();

    private void Add(InstanceChanged change)
    {
        var newest = _revisions.GetValueOrDefault(change.InstanceId, -1);
        var isNewer = change.Revision > newest;
        if (change.Revision <= _deletions.GetValueOrDefault(change.InstanceId, -1) || (change.Status == InstanceStatus.Deleted && !isNewer))
            return;

        _revisions[change.InstanceId] = Math.Max(newest, change.Revision);
        var life = LifeOf(change.InstanceId);
        life.Changes[change.Revision] = change;
        if (change.Status != InstanceStatus.Deleted)
            return;

        _deletions[change.InstanceId] = change.Revision;
        life.IsOver = true;
    }

    private bool IsDeleted(Guid instance) => _deletions.TryGetValue(instance, out var revision) && _revisions[instance] == revision;

    private Life LifeOf(Guid instance)
    {
        var life = _lives.Find(life => life.Instance == instance && !life.IsOver);
        if (life is null)
            _lives.Add(life = new(instance));
        return life;
    }

    /// <summary>An instance from its registration to its deletion.</summary>
    private sealed record Life(Guid Instance)
    {
        public SortedDictionary<long, InstanceChanged> Changes { get; } = [];

        public List<SnapshotReceived> Snapshots { get; } = [];

        public bool IsOver { get; set; }

        public (string? Version, bool IsQuiet, bool IsNew, bool IsGone) On(string app, DateOnly day)
        {
            var own = Snapshots.Where(snapshot => snapshot.Application.Slug == app).ToList();
            var isNew = own.Count > 0 && own.Min(snapshot => DayOf(snapshot.Timestamp)) == day;
            var seen = own.Where(
                snapshot => DayOf(snapshot.Timestamp) <= day).MaxBy(snapshot => (snapshot.Timestamp, snapshot.Digest.ToString()));
            if (seen is null || !Counts(app, day))
                return (null, false, isNew, false);

            var ago = day.DayNumber - DayOf(seen.Timestamp).DayNumber;
            return (ago < 30 ? seen.Version : null, ago is >= 7 and < 30, isNew, ago == 30);
        }

        // By the last change received until the end of the day, in the order of revisions.
        private bool Counts(string app, DateOnly day)
        {
            var last = Changes.Values.TakeWhile(change => DayOf(change.ReceivedAt) <= day).LastOrDefault();
            return last is null || (last.Status == InstanceStatus.Active && last.Application.Slug == app);
        }
    }
}
