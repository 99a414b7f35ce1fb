namespace Aspire.Dashboard.Storage;

/// <summary>The traces that began to arrive last.</summary>
internal sealed class TraceStore(int traces = Limits.Traces, int spans = Limits.Spans, int spansOfTrace = Limits.SpansOfTrace)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, StoredTrace> _traces = [];
    private readonly Queue<StoredTrace> _order = new();
    private int _spans;
    private long _version;

    /// <summary>Changes whenever the content does.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>Adds what one request brought. A span that was sent before takes the place of the earlier one.</summary>
    public void Add(IReadOnlyCollection<Span> arrived)
    {
        lock (_lock)
        {
            foreach (var span in arrived)
            {
                if (!_traces.TryGetValue(span.TraceId, out var trace))
                {
                    trace = new StoredTrace(span.TraceId);
                    _traces.Add(span.TraceId, trace);
                    _order.Enqueue(trace);
                }

                if (trace.Add(span, spansOfTrace))
                    _spans++;
            }

            while (_traces.Count > traces || (_spans > spans && _traces.Count > 1))
            {
                var oldest = _order.Dequeue();
                _traces.Remove(oldest.Id);
                _spans -= oldest.Count;
            }

            if (arrived.Count > 0)
                Interlocked.Increment(ref _version);
        }
    }

    /// <summary>Those that match, the latest arrival first, and how many there are.</summary>
    public (IReadOnlyList<TraceSummary> Page, int Count) Find(TraceFilter filter, int skip, int count)
    {
        var found = All().Reverse().Where(filter.Matches).ToList();
        return ([.. found.Skip(skip).Take(count).Select(trace => trace.Summary)], found.Count);
    }

    /// <summary>A trace, if it is still kept.</summary>
    public Trace? Get(string traceId)
    {
        lock (_lock)
            return _traces.GetValueOrDefault(traceId)?.Now;
    }

    /// <summary>Who has sent spans, in alphabetical order.</summary>
    public IReadOnlyList<string> Resources() => [.. All().SelectMany(trace => trace.Summary.Spans).Select(spans => spans.Key).Distinct().Order()];

    private Trace[] All()
    {
        lock (_lock)
            return [.. _order.Select(trace => trace.Now)];
    }

    private sealed class StoredTrace(string id)
    {
        private readonly Dictionary<string, Span> _spans = [];
        private int _left;
        private Trace? _now;

        public string Id => id;

        public int Count => _spans.Count;

        /// <summary>As readers see it: made when somebody asks, and then the same until a span comes.</summary>
        public Trace Now => _now ??= Read();

        /// <summary>Whether there is one more now.</summary>
        public bool Add(Span span, int most)
        {
            _now = null;
            var isNew = !_spans.ContainsKey(span.SpanId);
            if (isNew && _spans.Count >= most)
            {
                _left++;
                return false;
            }

            _spans[span.SpanId] = span;
            return isNew;
        }

        private Trace Read()
        {
            Span[] spans = [.. _spans.Values.OrderBy(span => span.Start)];
            var first = spans.FirstOrDefault(span => span.ParentId.Length == 0) ?? spans[0];
            return new Trace(
                new TraceSummary(
                    id,
                    first.Name,
                    first.Resource,
                    spans[0].Start,
                    spans.Max(span => span.End) - spans[0].Start,
                    spans.Count(span => span.IsError),
                    [.. spans.CountBy(span => span.Resource)],
                    _left),
                spans);
        }
    }
}
