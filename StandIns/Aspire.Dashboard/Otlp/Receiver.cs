using System.Security.Cryptography;
using System.Text;
using Aspire.Dashboard.Storage;
using Google.Protobuf;
using Microsoft.Net.Http.Headers;
using OpenTelemetry.Proto.Collector.V1;

namespace Aspire.Dashboard.Otlp;

/// <summary>OTLP/HTTP with protobuf: takes what exporters send.</summary>
internal static class Receiver
{
    /// <summary>The header that the key comes in.</summary>
    public const string KeyHeader = "x-otlp-api-key";

    /// <summary>Bytes of a request's body, packed or not. .NET's exporter sends some 500 KB at most; gRPC's own limit is 4 MiB.</summary>
    public const int MostBytes = 16 * 1024 * 1024;

    private const string Protobuf = "application/x-protobuf";

    /// <summary>Maps the three signals.</summary>
    public static void MapReceiver(this IEndpointRouteBuilder endpoints, string key)
    {
        var signals = endpoints.MapGroup("/v1").AddEndpointFilter((context, next) => RefuseOrTakeAsync(context, next, key));
        signals.MapPost("/traces", TakeTracesAsync);
        signals.MapPost("/metrics", TakeMetricsAsync);
        signals.MapPost("/logs", TakeLogsAsync);
    }

    private static async ValueTask<object?> RefuseOrTakeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next, string key)
    {
        var request = context.HttpContext.Request;
        if (!IsKey(request.Headers[KeyHeader].ToString(), key))
            return Refusal(StatusCodes.Status401Unauthorized, $"The header {KeyHeader} is missing or wrong.");
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals(Protobuf, StringComparison.OrdinalIgnoreCase))
            return Refusal(StatusCodes.Status415UnsupportedMediaType, $"Only {Protobuf} is understood.");

        try
        {
            return await next(context);
        }
        catch (InvalidProtocolBufferException e)
        {
            return Refusal(StatusCodes.Status400BadRequest, e.Message);
        }
    }

    private static Task<IResult> TakeTracesAsync(HttpRequest request, TraceStore store) => TakeAsync(request, ExportTraceServiceRequest.Parser, message =>
    {
        var (spans, rejected) = TraceDecoder.Decode(message);
        store.Add(spans);
        var answer = new ExportTraceServiceResponse();
        if (rejected > 0)
            answer.PartialSuccess = new() { RejectedSpans = rejected, ErrorMessage = "An id of a trace has 16 bytes, an id of a span 8." };
        return answer;
    });

    private static Task<IResult> TakeMetricsAsync(HttpRequest request, MetricStore store) => TakeAsync(request, ExportMetricsServiceRequest.Parser, message =>
    {
        store.Add(MetricDecoder.Decode(message));
        return new ExportMetricsServiceResponse();
    });

    private static Task<IResult> TakeLogsAsync(HttpRequest request, LogStore store) => TakeAsync(request, ExportLogsServiceRequest.Parser, message =>
    {
        store.Add(LogDecoder.Decode(message));
        return new ExportLogsServiceResponse();
    });

    private static async Task<IResult> TakeAsync<T>(HttpRequest request, MessageParser<T> parser, Func<T, IMessage> take)
        where T : IMessage<T>
    {
        var (bytes, status) = await RequestBody.ReadAsync(request, MostBytes);
        return status switch
        {
            StatusCodes.Status200OK => TypedResults.Bytes(take(parser.ParseFrom(bytes)).ToByteArray(), Protobuf),
            StatusCodes.Status413PayloadTooLarge => Refusal(status, $"A request has {MostBytes} bytes at most."),
            StatusCodes.Status415UnsupportedMediaType => Refusal(status, "The only content encoding is gzip."),
            _ => Refusal(status, "The body is no gzip."),
        };
    }

    private static bool IsKey(string told, string key) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(told), Encoding.UTF8.GetBytes(key));

    private static RefusalResult Refusal(int status, string message) => new RefusalResult(status, new Refusal { Message = message }.ToByteArray());

    private sealed class RefusalResult(int status, byte[] body) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = status;
            httpContext.Response.ContentType = Protobuf;
            await httpContext.Response.Body.WriteAsync(body);
        }
    }
}
