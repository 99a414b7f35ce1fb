using Aspire.Dashboard.Storage;
using Microsoft.Extensions.Logging;

namespace Telemetry.Tests.DeveloperDashboard;

public sealed class StoreTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_newest_log_entries_stay_and_are_found_by_what_they_say()
    {
        var store = new LogStore(capacity: 3);
        foreach (var (severity, text) in new[] { (9, "gone"), (9, "First"), (13, "second"), (17, "third") })
            store.Add([Entry(severity, text)]);

        Assert.Equal(["third", "second", "First"], Texts(new()));
        Assert.Equal(["third", "second"], Texts(new(Level: LogLevel.Warning)));
        Assert.Equal(["First"], Texts(new(Text: "fIRST")));
        Assert.Equal(["second"], Texts(new(Attribute: "length=6")));
        Assert.Equal(3, store.Count(new(Attribute: "LENGTH")));
        Assert.Empty(Texts(new(Resource: "other")));
        Assert.Equal("second", store.Find(new(), before: store.Version, 1)[0].Message);
        Assert.Null(store.Get(1));

        IEnumerable<string> Texts(LogFilter filter) => store.Find(filter, before: null, 10).Select(entry => entry.Message);
    }

    [Fact]
    public void The_trace_that_began_to_arrive_first_goes_first_when_there_are_too_many()
    {
        var store = new TraceStore(traces: 2, spans: 100, spansOfTrace: 100);
        foreach (var trace in new[] { "a", "b", "a", "c" })
            store.Add([Span(trace, Guid.NewGuid().ToString("n"))]);

        Assert.Equal(["c", "b"], store.Find(new(), 0, 10).Page.Select(trace => trace.TraceId));
        Assert.Null(store.Get("a"));
    }

    [Fact]
    public void Spans_are_bounded_as_well_and_one_that_is_sent_again_counts_once()
    {
        var store = new TraceStore(traces: 100, spans: 5, spansOfTrace: 4);
        store.Add([.. Enumerable.Range(0, 6).Select(i => Span("long", $"{i}")), Span("long", "1")]);
        var kept = store.Get("long")!;
        store.Add([Span("b", "1"), Span("b", "2")]);

        Assert.Equal((4, 2), (kept.Spans.Count, kept.Summary.Left));
        Assert.Equal(["b"], store.Find(new(), 0, 10).Page.Select(trace => trace.TraceId));
    }

    [Fact]
    public void A_trace_is_summed_up_from_its_earliest_span_to_its_latest_end()
    {
        var store = new TraceStore();
        store.Add([Span("t", "2", "1", "aggregation", 30, 50, isError: true), Span("t", "1", "", "gateway", 0, 40)]);

        var summary = store.Find(new(), 0, 1).Page[0];

        Assert.Equal(("gateway", Start, TimeSpan.FromMilliseconds(80), 1), (summary.Resource, summary.Start, summary.Duration, summary.Errors));
        Assert.Equal(["gateway 1", "aggregation 1"], summary.Spans.Select(spans => $"{spans.Key} {spans.Value}"));
        Assert.Equal(1, store.Find(new(Resource: "aggregation", OnlyErrors: true, LongerThan: TimeSpan.FromMilliseconds(80)), 0, 1).Count);
        Assert.Equal(0, store.Find(new(LongerThan: TimeSpan.FromMilliseconds(81)), 0, 1).Count);
    }

    [Fact]
    public void The_oldest_points_of_a_resource_go_and_those_of_others_stay()
    {
        var store = new MetricStore(points: 3);
        store.Add([Point("quiet", "a", 0, 1)]);
        foreach (var second in Enumerable.Range(0, 5))
            store.Add([Point("loud", second == 0 ? "first" : "later", second, second)]);

        Assert.Equal((1, 3), (store.Count("quiet"), store.Count("loud")));
        Assert.Equal([2, 3, 4], Points("later").Select(point => point.Value));
        Assert.Empty(Points("first"));
        Assert.Equal(["later"], store.Instruments("loud").Select(instrument => instrument.Name.Name));

        IReadOnlyList<MetricPoint> Points(string instrument) => [.. store.Series("loud", new("meter", instrument)).SelectMany(series => series.Points)];
    }

    [Fact]
    public void What_does_not_change_is_one_point_that_lasts()
    {
        var store = new MetricStore();
        foreach (var (second, value) in new[] { (0, 5), (1, 5), (2, 5), (3, 6) })
            store.Add([Point("r", "i", second, value)]);

        var points = store.Series("r", new("meter", "i")).Single().Points;

        Assert.Equal([(5.0, 0, 2), (6.0, 3, 3)], points.Select(point => (point.Value, Second(point.At), Second(point.Until))));
    }

    [Fact]
    public void A_sum_that_a_known_process_tells_for_the_first_time_was_nothing_before()
    {
        var store = new MetricStore();
        store.Add([Point("r", "old", 1, 7)]);
        store.Add([Point("r", "old", 3, 7), Point("r", "new", 3, 2)]);

        Assert.Equal([(7.0, 1)], Points("old"));
        Assert.Equal([(0.0, 1), (2.0, 3)], Points("new"));

        IEnumerable<(double Value, int At)> Points(string instrument) =>
            store.Series("r", new("meter", instrument)).Single().Points.Select(point => (point.Value, Second(point.At)));
    }

    [Theory]
    [InlineData(2, 10)]
    [InlineData(15, 45)]
    [InlineData(60, 90)]
    public void A_process_that_has_missed_three_exports_has_ended(int interval, int endsAfter)
    {
        var store = new MetricStore();
        foreach (var export in Enumerable.Range(0, 3))
            store.Add([Point("r", "i", export * interval, export)]);

        Assert.Equal(TimeSpan.FromSeconds(endsAfter), store.Series("r", new("meter", "i")).Single().EndsAfter);
    }

    [Fact]
    public void Differences_become_sums()
    {
        var store = new MetricStore();
        foreach (var second in Enumerable.Range(0, 3))
            store.Add([Point("r", "i", second, 5) with { IsDelta = true }]);

        Assert.Equal([5, 10, 15], store.Series("r", new("meter", "i")).Single().Points.Select(point => point.Value));
    }

    [Fact]
    public void The_resource_that_has_been_silent_longest_goes_when_there_are_too_many()
    {
        var store = new MetricStore(resources: 2);
        foreach (var (resource, second) in new[] { ("a", 0), ("b", 0), ("a", 1), ("c", 0) })
            store.Add([Point(resource, "i", second, second)]);

        Assert.Equal(["a", "c"], store.Resources());
    }

    [Fact]
    public async Task Many_write_while_others_read()
    {
        var (logs, traces, metrics) = (new LogStore(100), new TraceStore(50, 120, 10), new MetricStore(100));
        var writers = Enumerable.Range(0, 4).Select(writer => Task.Run(() =>
        {
            for (var i = 0; i < 2_000; i++)
            {
                logs.Add([Entry(9, $"{i}")]);
                traces.Add([Span($"{writer}-{i / 3}", $"{i}")]);
                metrics.Add([Point("r", $"{writer}-{i % 30}", i, i)]);
            }
        }));
        var writing = Task.WhenAll(writers);

        while (!writing.IsCompleted)
        {
            Assert.InRange(logs.Find(new(), null, 1_000).Count, 0, 100);
            Assert.InRange(traces.Find(new(Text: "1"), 0, 1_000).Count, 0, 50);
            Assert.InRange(metrics.Count("r"), 0, 100);
        }

        await writing;
        Assert.Equal((8_000, 100), (logs.Version, metrics.Count("r")));
    }

    private static LogEntry Entry(int severity, string text) => new(0, "gateway", Start, severity, "Category", text, [new("Length", $"{text.Length}")], "", "");

    private static Span Span(string trace, string span, string parent = "", string resource = "gateway", int start = 0, int length = 1, bool isError = false) => new()
    {
        Resource = resource,
        TraceId = trace,
        SpanId = span,
        ParentId = parent,
        Scope = "",
        Name = $"{resource} {span}",
        Kind = SpanKind.Server,
        Start = Start.AddMilliseconds(start),
        Duration = TimeSpan.FromMilliseconds(length),
        IsError = isError,
        StatusMessage = "",
        Attributes = [],
        Events = [],
        Links = [],
    };

    private static ArrivedPoint Point(string resource, string instrument, int second, double value) => new(
        resource, "", new(new("meter", instrument), InstrumentKind.Counter, "", ""), [], [], IsDelta: false, new(Start, Start.AddSeconds(second), value));

    private static int Second(DateTimeOffset at) => (int)(at - Start).TotalSeconds;
}
