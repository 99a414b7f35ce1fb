namespace Aspire.Dashboard.Storage;

/// <summary>The newest points of the metrics of each resource.</summary>
internal sealed class MetricStore(int points = Limits.Points, int resources = Limits.Resources)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, StoredResource> _resources = [];
    private long _version;

    /// <summary>Changes whenever the content does.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>Adds what one request brought.</summary>
    public void Add(IReadOnlyCollection<ArrivedPoint> arrived)
    {
        lock (_lock)
        {
            foreach (var point in arrived)
            {
                if (!_resources.TryGetValue(point.Resource, out var resource))
                {
                    if (_resources.Count >= resources)
                        _resources.Remove(_resources.MinBy(r => r.Value.Version).Key);
                    _resources.Add(point.Resource, resource = new StoredResource(points));
                }

                resource.Add(point);
                resource.Version = ++_version;
            }

            foreach (var process in arrived.GroupBy(point => (point.Resource, point.Instance)))
            {
                if (_resources.TryGetValue(process.Key.Resource, out var resource))
                    resource.Hear(process.Key.Instance, process.Max(point => point.Point.At));
            }
        }
    }

    /// <summary>Who has sent points, in alphabetical order.</summary>
    public IReadOnlyList<string> Resources()
    {
        lock (_lock)
            return [.. _resources.Keys.Order()];
    }

    /// <summary>A resource's instruments, in alphabetical order.</summary>
    public IReadOnlyList<Instrument> Instruments(string resource)
    {
        lock (_lock)
            return _resources.TryGetValue(resource, out var found) ? [.. found.Instruments.OrderBy(i => i.Name.Meter).ThenBy(i => i.Name.Name)] : [];
    }

    /// <summary>All that is kept of an instrument.</summary>
    public IReadOnlyList<Series> Series(string resource, InstrumentName instrument)
    {
        lock (_lock)
            return _resources.TryGetValue(resource, out var found) ? found.Series(instrument) : [];
    }

    /// <summary>How many points are kept of a resource.</summary>
    public int Count(string resource)
    {
        lock (_lock)
            return _resources.TryGetValue(resource, out var found) ? found.Count : 0;
    }

    private sealed record SeriesKey(InstrumentName Instrument, string Instance, string Attributes);

    private sealed class StoredSeries(SeriesKey key, ArrivedPoint first)
    {
        // The oldest first; taken out at the front.
        public LinkedList<MetricPoint> Points { get; } = new();

        public SeriesKey Key => key;

        public ArrivedPoint First => first;
    }

    private sealed class StoredResource(int capacity)
    {
        // An exporter may be late.
        private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(10);

        private readonly Dictionary<SeriesKey, StoredSeries> _series = [];
        private readonly Dictionary<InstrumentName, (Instrument Instrument, int Series)> _instruments = [];

        // When each process was heard last, and how long after the time before.
        private readonly Dictionary<string, (DateTimeOffset At, TimeSpan? Interval)> _heard = [];

        // Whose point came when: the order in which they go.
        private readonly Queue<StoredSeries> _order = new();

        public long Version { get; set; }

        public int Count => _order.Count;

        public IEnumerable<Instrument> Instruments => _instruments.Values.Select(i => i.Instrument);

        public IReadOnlyList<Series> Series(InstrumentName instrument) => [.. _series.Values.Where(s => s.Key.Instrument == instrument).Select(Read)];

        public void Add(ArrivedPoint arrived)
        {
            var key = new SeriesKey(arrived.Instrument.Name, arrived.Instance, string.Join('\n', arrived.Attributes.OrderBy(a => a.Key).Select(a => $"{a.Key}={a.Value}")));
            if (!_series.TryGetValue(key, out var series))
            {
                _series.Add(key, series = new StoredSeries(key, arrived));
                _instruments[key.Instrument] = (arrived.Instrument, _instruments.GetValueOrDefault(key.Instrument).Series + 1);

                // A sum of a process that has been heard without it was nothing until then: its first value is an increase.
                if (arrived.Instrument.Kind is InstrumentKind.Counter or InstrumentKind.Histogram
                    && _heard.TryGetValue(arrived.Instance, out var heard) && heard.At > arrived.Point.Since)
                    Append(series, Nothing(arrived.Point) with { At = heard.At, Until = heard.At });
            }

            var last = series.Points.Last;
            var point = arrived.IsDelta && last is not null ? arrived.Point.On(last.Value) : arrived.Point;

            // What does not change is one point that lasts: it would push out what does.
            if (last is not null && point.IsSameAs(last.Value))
            {
                last.Value = last.Value with { Until = point.At };
                return;
            }

            Append(series, point);
        }

        /// <summary>A process has said all that it had to say at this time.</summary>
        public void Hear(string instance, DateTimeOffset at)
        {
            if (_heard.Count >= Limits.Resources && !_heard.ContainsKey(instance))
                _heard.Clear();
            _heard[instance] = (at, _heard.TryGetValue(instance, out var before) ? at - before.At : null);
        }

        // Who misses three exports has ended: what it told last would stand beside what its successor tells.
        private Series Read(StoredSeries stored)
        {
            var series = new Series(stored.First.Attributes, stored.First.Bounds, [.. stored.Points]);
            return _heard.TryGetValue(stored.Key.Instance, out var heard) && 3 * heard.Interval is { } patience && patience < series.EndsAfter
                ? series with { EndsAfter = patience > s_shortest ? patience : s_shortest }
                : series;
        }

        private static MetricPoint Nothing(MetricPoint point) => point with { Value = 0, Count = 0, Buckets = point.Buckets is { } buckets ? new ulong[buckets.Length] : null };

        private void Append(StoredSeries series, MetricPoint point)
        {
            series.Points.AddLast(point);
            _order.Enqueue(series);
            if (_order.Count > capacity)
                RemoveOldest();
        }

        private void RemoveOldest()
        {
            var series = _order.Dequeue();
            series.Points.RemoveFirst();
            if (series.Points.Count > 0)
                return;

            _series.Remove(series.Key);
            var (instrument, others) = _instruments[series.Key.Instrument];
            if (others == 1)
                _instruments.Remove(series.Key.Instrument);
            else
                _instruments[series.Key.Instrument] = (instrument, others - 1);
        }
    }
}
