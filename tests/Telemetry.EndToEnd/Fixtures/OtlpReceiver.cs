using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Telemetry.EndToEnd.Fixtures;

/// <summary>A span as a service exported it.</summary>
/// <param name="Service">service.name of its resource.</param>
/// <param name="TraceId">Hexadecimal.</param>
/// <param name="SpanId">Hexadecimal.</param>
/// <param name="ParentId">Hexadecimal, "" for a root.</param>
/// <param name="Name">The display name.</param>
/// <param name="Attributes">Attributes with texts or integers.</param>
/// <param name="Links">The ids of linked spans, hexadecimal.</param>
public sealed record ReceivedSpan(
    string Service,
    string TraceId,
    string SpanId,
    string ParentId,
    string Name,
    IReadOnlyDictionary<string, string> Attributes,
    IReadOnlyList<string> Links)
{
    /// <summary>The value of an attribute, "" if there is none.</summary>
    public string this[string key] => Attributes.GetValueOrDefault(key, "");
}

/// <summary>
/// An OpenTelemetry back end: OTLP/gRPC on loopback, the default protocol of exporters. It records the spans and the raw messages.
/// </summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    // gRPC's frame header: one byte for compression, four for the length.
    private const int FrameHeader = 5;

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<byte[]> _messages = new();
    private readonly ConcurrentQueue<ReceivedSpan> _spans = new();

    private OtlpReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(listen => listen.Protocols = HttpProtocols.Http2));
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        _app.MapPost("/opentelemetry.proto.collector.{signal}.v1.{service}/Export", ReceiveAsync);
    }

    /// <summary>For OTEL_EXPORTER_OTLP_ENDPOINT.</summary>
    public string Endpoint => _app.Urls.Single();

    /// <summary>For OTEL_EXPORTER_OTLP_HEADERS. Exports without this header are refused.</summary>
    public const string Headers = "x-tenant=end-to-end";

    public IReadOnlyCollection<ReceivedSpan> Spans => _spans;

    public ReceivedMetrics Metrics { get; } = new();

    public static async Task<OtlpReceiver> StartAsync()
    {
        var receiver = new OtlpReceiver();
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>Whether any received message (traces, metrics or logs) contains a text.</summary>
    public bool Contains(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return _messages.Any(body => body.AsSpan().IndexOf(bytes) >= 0);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ReceiveAsync(string signal, HttpContext context)
    {
        context.Response.ContentType = "application/grpc";
        if (context.Request.Headers["x-tenant"] != "end-to-end")
        {
            const string Unauthenticated = "16";
            context.Response.AppendTrailer("grpc-status", Unauthenticated);
            return;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var message = Unframed(body.ToArray());
        _messages.Enqueue(message);
        if (signal == "metrics")
            Metrics.Add(message);
        if (signal == "trace")
        {
            foreach (var span in ReadSpans(message))
                _spans.Enqueue(span);
        }

        // An empty message reports success.
        await context.Response.Body.WriteAsync(new byte[FrameHeader]);
        context.Response.AppendTrailer("grpc-status", "0");
    }

    private static byte[] Unframed(byte[] frame)
    {
        Assert.Equal((0, frame.Length - FrameHeader), (frame[0], BinaryPrimitives.ReadInt32BigEndian(frame.AsSpan(1))));
        return frame[FrameHeader..];
    }

    // Field numbers of opentelemetry/proto/trace/v1/trace.proto.
    private static IEnumerable<ReceivedSpan> ReadSpans(byte[] request) =>
        from resourceSpans in Protobuf.Fields(request, 1)
        let service = Protobuf.Fields(resourceSpans, 1).SelectMany(resource => Protobuf.Attributes(resource, 1)).FirstOrDefault(attribute =>
            attribute.Key == "service.name").Value
            ?? ""
        from scopeSpans in Protobuf.Fields(resourceSpans, 2)
        from span in Protobuf.Fields(scopeSpans, 2)
        select new ReceivedSpan(
            service,
            Hex(span, 1),
            Hex(span, 2),
            Hex(span, 4),
            Protobuf.Text(span, 5),
            Protobuf.Attributes(span, 9).ToDictionary(StringComparer.Ordinal),
            [.. Protobuf.Fields(span, 13).Select(link => Hex(link, 2))]);

    private static string Hex(byte[] message, int number) => Convert.ToHexStringLower(Protobuf.Fields(message, number).FirstOrDefault([]));
}
