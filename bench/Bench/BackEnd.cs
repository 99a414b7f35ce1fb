using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Telemetry.Bench;

/// <summary>An OpenTelemetry back end that takes everything and keeps nothing: a real one runs elsewhere.</summary>
internal sealed class BackEnd : IAsyncDisposable
{
    private readonly WebApplication _app;
    private long _requests;
    private long _bytes;

    private BackEnd()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        _app.MapPost("/v1/{signal}", TakeAsync);
    }

    /// <summary>For OTEL_EXPORTER_OTLP_ENDPOINT.</summary>
    public string Address => _app.Urls.Single();

    /// <summary>How many exports have come.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>How much that was.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Starts it on a free port.</summary>
    public static async Task<BackEnd> StartAsync()
    {
        var backEnd = new BackEnd();
        await backEnd._app.StartAsync();
        return backEnd;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> TakeAsync(HttpRequest request)
    {
        await request.Body.CopyToAsync(Stream.Null);
        Interlocked.Increment(ref _requests);
        Interlocked.Add(ref _bytes, request.ContentLength ?? 0);
        return Results.Bytes([], "application/x-protobuf");
    }
}
