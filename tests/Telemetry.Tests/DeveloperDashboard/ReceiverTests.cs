using System.Net;
using System.Text;
using Aspire.Dashboard.Otlp;
using Aspire.Dashboard.Storage;
using Google.Protobuf;
using OpenTelemetry.Proto.Collector.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Logs.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OpenTelemetry.Proto.Trace.V1;

namespace Telemetry.Tests.DeveloperDashboard;

public sealed class ReceiverTests(DashboardServer server) : IClassFixture<DashboardServer>
{
    private const ulong Start = 1_772_366_400_000_000_000;

    private static readonly byte[] TraceId = [.. Enumerable.Repeat((byte)0xab, 16)];

    // The same bytes by another hand: field 1 of the request, of ResourceSpans nothing but field 2, and so on down to a name.
    [Fact]
    public void A_span_is_read_from_the_bytes_that_the_specification_says()
    {
        byte[] span = [0x0a, 16, .. TraceId, 0x12, 8, 1, 2, 3, 4, 5, 6, 7, 8, 0x2a, 2, .. "hi"u8, 0x30, 2, 0x39, 0, 0, 0, 0, 1, 0, 0, 0, 0x41, 0, 0, 0, 0, 2, 0, 0, 0, 0x7a, 5, 0x12, 1, .. "!"u8, 0x18, 2];
        byte[] request = Nested(1, [.. Nested(1, Nested(1, [.. Nested(1, [.. "service.name"u8]), .. Nested(2, Nested(1, [.. "api"u8]))])), .. Nested(2, [.. Nested(2, span)])]);

        var read = Assert.Single(TraceDecoder.Decode(ExportTraceServiceRequest.Parser.ParseFrom(request)).Spans);

        Assert.Equal(("api", "abababababababababababababababab", "0102030405060708", "", "hi"), (read.Resource, read.TraceId, read.SpanId, read.ParentId, read.Name));
        Assert.Equal((SpanKind.Server, true, "!"), (read.Kind, read.IsError, read.StatusMessage));
        Assert.Equal(TimeSpan.FromTicks(((2L << 32) / 100) - ((1L << 32) / 100)), read.Duration);

        static byte[] Nested(int field, byte[] bytes) => [(byte)((field << 3) | 2), (byte)bytes.Length, .. bytes];
    }

    [Fact]
    public void Values_of_every_kind_are_text_and_long_ones_are_cut()
    {
        AnyValue[] values =
        [
            new() { StringValue = "text" }, new() { BoolValue = true }, new() { IntValue = -5 }, new() { DoubleValue = 0.5 },
            new() { ArrayValue = new() { Values = { new AnyValue { IntValue = 1 }, new AnyValue { StringValue = "b" } } } },
            new() { KvlistValue = new() { Values = { new KeyValue { Key = "k", Value = new() { BoolValue = false } } } } },
            new() { BytesValue = ByteString.CopyFrom(1, 2, 3) }, new(),
        ];

        Assert.Equal(["text", "true", "-5", "0.5", "[1, b]", "{k: false}", "AQID", ""], values.Select(Values.Text));
        Assert.Equal($"{new string('a', Limits.Value - 1)}…", Values.Cut($"{new string('a', Limits.Value - 1)}😀 and more", Limits.Value));
    }

    [Theory]
    [InlineData(null, "application/x-protobuf", null, "", 401)]
    [InlineData("another key", "application/x-protobuf", null, "", 401)]
    [InlineData(DashboardServer.Key, "application/json", null, "{}", 415)]
    [InlineData(DashboardServer.Key, "application/x-protobuf", "br", "", 415)]
    [InlineData(DashboardServer.Key, "application/x-protobuf", "gzip", "no gzip", 400)]
    [InlineData(DashboardServer.Key, "application/x-protobuf", null, "no protobuf", 400)]
    [InlineData(DashboardServer.Key, "application/x-protobuf", null, "\n\u0005abc", 400)]
    public async Task What_cannot_be_taken_is_refused_with_a_reason(string? key, string type, string? encoding, string body, int status)
    {
        foreach (var signal in new[] { "traces", "metrics", "logs" })
        {
            using var answer = await server.SendAsync(signal, Encoding.UTF8.GetBytes(body), key, type, encoding);

            Assert.Equal((HttpStatusCode)status, answer.StatusCode);
            Assert.NotEmpty(Refusal.Parser.ParseFrom(await answer.Content.ReadAsByteArrayAsync()).Message);
        }
    }

    [Theory]
    [InlineData(100_000_000, false)]
    [InlineData(100_000_000, true)]
    [InlineData(Receiver.MostBytes + 1, false)]
    public async Task What_is_too_big_is_refused_packed_or_not(int bytes, bool isPacked)
    {
        var body = new byte[bytes];

        using var answer = await server.SendAsync("traces", isPacked ? DashboardServer.Gzip(body) : body, encoding: isPacked ? "gzip" : null);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task A_span_without_an_id_is_left_out_and_counted()
    {
        var request = Request(new OpenTelemetry.Proto.Trace.V1.Span { Name = "nobody's" }, Span("known", 0));

        using var answer = await server.SendAsync("traces", DashboardServer.Gzip(request.ToByteArray()), encoding: "gzip");

        Assert.Equal("application/x-protobuf", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(1, ExportTraceServiceResponse.Parser.ParseFrom(await answer.Content.ReadAsByteArrayAsync()).PartialSuccess.RejectedSpans);
        Assert.Contains(server.Store<TraceStore>().Get(Convert.ToHexStringLower(TraceId))!.Spans, span => span.Name == "known");
    }

    [Fact]
    public async Task What_was_told_of_a_request_is_on_its_pages()
    {
        await server.LogInAsync();
        const string Hostile = "<script>alert(1)</script> \"'javascript:\u202e😀";
        var request = Request(Span("GET /orders", 0), Span(Hostile, 1));
        request.ResourceSpans[0].ScopeSpans[0].Spans[1].ParentSpanId = request.ResourceSpans[0].ScopeSpans[0].Spans[0].SpanId;
        request.ResourceSpans[0].ScopeSpans[0].Spans[1].Status = new() { Code = Status.Types.StatusCode.Error };
        request.ResourceSpans[0].ScopeSpans[0].Spans[1].Attributes.Add(new KeyValue { Key = "note", Value = new() { StringValue = Hostile } });
        foreach (var span in request.ResourceSpans[0].ScopeSpans[0].Spans)
            span.TraceId = ByteString.CopyFrom([.. Enumerable.Repeat((byte)0xcd, 16)]);
        var log = new LogRecord { TimeUnixNano = Start, SeverityNumber = 17, Body = new() { StringValue = Hostile }, TraceId = request.ResourceSpans[0].ScopeSpans[0].Spans[1].TraceId, SpanId = request.ResourceSpans[0].ScopeSpans[0].Spans[1].SpanId };
        var logs = new ExportLogsServiceRequest { ResourceLogs = { new ResourceLogs { Resource = request.ResourceSpans[0].Resource, ScopeLogs = { new ScopeLogs { LogRecords = { log } } } } } };
        using var first = await server.SendAsync("traces", request.ToByteArray());
        using var second = await server.SendAsync("logs", logs.ToByteArray());
        var id = string.Concat(Enumerable.Repeat("cd", 16));

        var traces = await server.GetPageAsync("/traces?resource=api&errors=true");
        var trace = await server.GetPageAsync($"/traces/{id}?span=0000000000000001");
        var entries = await server.GetPageAsync($"/logs?level=Error&trace={id}");

        Assert.Equal("api: GET /orders", traces.QuerySelector($"#trace-{id} a")!.TextContent);
        Assert.Equal(["GET /orders", Hostile], trace.QuerySelectorAll(".waterfall tbody th bdi").Select(name => name.TextContent));
        Assert.Contains(trace.QuerySelectorAll(".detail dd"), value => value.TextContent == Hostile);
        Assert.Equal(Hostile, trace.QuerySelector("#trace-logs .message")!.TextContent);
        Assert.Equal($"/traces/{id}?span=0000000000000001", entries.QuerySelector(".logs td:last-child a")!.GetAttribute("href"));
        Assert.DoesNotContain(new[] { traces, trace, entries }, page => page.QuerySelector("main script, main [style], main [onclick]") is not null);
    }

    [Fact]
    public async Task A_metric_is_shown_by_its_dimensions()
    {
        await server.LogInAsync();
        var measured = (ulong)(DateTimeOffset.UtcNow.AddSeconds(-10) - DateTimeOffset.UnixEpoch).Ticks * 100;
        NumberDataPoint Point(string route, long value) => new()
        {
            StartTimeUnixNano = measured - 1_000_000_000,
            TimeUnixNano = measured,
            AsInt = value,
            Attributes = { new KeyValue { Key = "route", Value = new() { StringValue = route } } },
        };
        var metric = new Metric { Name = "jobs", Unit = "{job}", Sum = new() { AggregationTemporality = AggregationTemporality.Cumulative, DataPoints = { Point("/a", 3), Point("/b", 4) } } };
        var request = new ExportMetricsServiceRequest { ResourceMetrics = { new ResourceMetrics { Resource = Resource("worker"), ScopeMetrics = { new ScopeMetrics { Scope = new() { Name = "Jobs" }, Metrics = { metric } } } } } };
        using var answer = await server.SendAsync("metrics", request.ToByteArray());

        var all = await server.GetPageAsync("/metrics?resource=worker&meter=Jobs&instrument=jobs&minutes=180");
        var one = await server.GetPageAsync("/metrics?resource=worker&meter=Jobs&instrument=jobs&minutes=180&of.route=%2Fb");

        Assert.Equal(["/a", "/b"], all.QuerySelectorAll("select[name='of.route'] option").Skip(1).Select(option => option.TextContent));
        Assert.Equal(("route", "/b"), (all.QuerySelectorAll("select[name=by] option")[1].TextContent, one.QuerySelector("select[name='of.route'] option[selected]")!.TextContent));
        Assert.Equal([7.0, 4.0], [Shown(all), Shown(one)]);

        static double Shown(AngleSharp.Dom.IDocument page) => page.QuerySelectorAll("td[data-value]").Select(cell => double.Parse(cell.GetAttribute("data-value")!)).Max();
    }

    private static ExportTraceServiceRequest Request(params OpenTelemetry.Proto.Trace.V1.Span[] spans) => new()
    {
        ResourceSpans = { new ResourceSpans { Resource = Resource("api"), ScopeSpans = { new ScopeSpans { Spans = { spans } } } } },
    };

    private static OpenTelemetry.Proto.Resource.V1.Resource Resource(string name) =>
        new() { Attributes = { new KeyValue { Key = "service.name", Value = new() { StringValue = name } } } };

    private static OpenTelemetry.Proto.Trace.V1.Span Span(string name, byte number) => new()
    {
        TraceId = ByteString.CopyFrom(TraceId),
        SpanId = ByteString.CopyFrom(0, 0, 0, 0, 0, 0, 0, number),
        Name = name,
        StartTimeUnixNano = Start + number,
        EndTimeUnixNano = Start + 1_000_000,
    };
}
