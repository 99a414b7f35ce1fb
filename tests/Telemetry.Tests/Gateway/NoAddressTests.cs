using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Telemetry.Tests.Gateway;

/// <summary>
/// The address of a client stays in the gateway's memory. It does not reach a service, a log (even with every category at Trace), a span
/// or a metric, for accepted and refused requests.
/// </summary>
public sealed class NoAddressTests : IAsyncLifetime, ILoggerProvider
{
    private const string Claimed = "203.0.113.77";
    private const string Claimed6 = "2001:db8:77";
    private static readonly IPAddress Peer = IPAddress.Parse("127.7.7.77");
    private readonly ConcurrentQueue<string> _written = new();
    private readonly RecordedSpans _spans = new();
    private readonly MeterListener _meters;
    private readonly GatewayApp _app;

    public NoAddressTests()
    {
        _meters = new MeterListener { InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument) };
        _meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => _written.Enqueue(Describe(instrument, value, tags)));
        _meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => _written.Enqueue(Describe(instrument, value, tags)));
        _meters.Start();

        _app = new GatewayApp
        {
            Settings = new()
            {
                ["TRUSTED_PROXIES"] = $"{Peer}",
                ["RATE_LIMIT"] = "3",
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:1",
                ["OTEL_TRACES_SAMPLER"] = "always_on",
                ["Logging:LogLevel:Default"] = "Trace",
                ["Logging:LogLevel:Microsoft.AspNetCore"] = "Trace",
                ["Logging:LogLevel:Microsoft.AspNetCore.HttpOverrides"] = "Trace",
                ["Logging:LogLevel:Yarp"] = "Trace",
                ["Logging:LogLevel:Yarp.ReverseProxy.Forwarder"] = "Trace",
            },
            AddServices = services =>
            {
                services.AddSingleton<ILoggerProvider>(this);
                _spans.AddTo(services);
            },
        };
    }

    [Fact]
    public async Task No_service_log_span_or_metric_has_a_client_address()
    {
        _app.Ingestion.Respond = context =>
        {
            if (context.Request.Headers["X-Instance-ID"] == "abort")
                context.Abort();
            else
                context.Response.StatusCode = context.Request.Headers["X-Instance-ID"] == "403" ? 403 : 202;
            return Task.CompletedTask;
        };

        var responses = new List<HttpStatusCode>();
        foreach (var claimed in (string[])[
            Claimed, $"{Claimed6}::1", $"{Claimed}, garbage", $"[{Claimed6}::2]:9", $"{Claimed},198.51.100.77,{Claimed}",
        ])
        {
            responses.Add(await SendAsync(claimed, HttpMethod.Post, "/v1/snapshot"));
            responses.Add(await SendAsync(claimed, HttpMethod.Post, "/v1/activate", instance: "403"));
            responses.Add(await SendAsync(claimed, HttpMethod.Post, "/v1/activate", instance: "abort"));
            responses.Add(await SendAsync(claimed, HttpMethod.Post, "/v1/register"));
            responses.Add(await SendAsync(claimed, HttpMethod.Post, "/v1/register", bodyLength: 70_000));
            responses.Add(await SendAsync(claimed, HttpMethod.Get, "/v1/register"));
            responses.Add(await SendAsync(claimed, HttpMethod.Get, "/nothing"));
            responses.Add(await SendAsync(claimed, HttpMethod.Get, "/assets/site.css"));
            responses.Add(await SendAsync(claimed, HttpMethod.Get, "/dashboard"));
            responses.Add(await SendAsync(claimed, HttpMethod.Get, "/dashboard", bearer: GatewayApp.Password));
            responses.Add(await SendAsync(claimed, HttpMethod.Post, "/api/v1/admin/instances/1/revoke", bearer: GatewayApp.Password));
            for (var i = 0; i < 6; i++)
                responses.Add(await SendAsync(claimed, HttpMethod.Get, "/api/v1/admin/stats", bearer: "wrong"));
        }

        // Every status occurred, and the searched logs, spans and metrics are not empty.
        Assert.Equal(
            [200, 202, 302, 401, 403, 404, 405, 413, 429, 503],
            responses.Select(response => (int)response).Distinct().Order());
        await _app.DisposeAsync();
        var received = new[] { _app.Ingestion, _app.Aggregation, _app.Dashboard }.SelectMany(service => service.Requests)
            .Select(request => request.All)
            .ToList();
        Assert.InRange(received.Count, 10, 1000);
        Assert.Contains(_written, line => line.StartsWith("log Microsoft.AspNetCore.Server.Kestrel", StringComparison.Ordinal));
        Assert.Contains(_written, line => line.StartsWith("log Yarp", StringComparison.Ordinal));
        Assert.Contains(_spans.Lines, line => line.StartsWith("span Microsoft.AspNetCore.Hosting.HttpRequestIn", StringComparison.Ordinal));
        Assert.Contains(_written, line => line.StartsWith("metric telemetry.gateway.refused", StringComparison.Ordinal));

        var leaks = received.Concat(_written).Concat(_spans.Lines).Where(text =>
            text.Contains(Claimed, StringComparison.Ordinal) || text.Contains(Claimed6, StringComparison.Ordinal)
            || text.Contains("198.51.100.77", StringComparison.Ordinal) || text.Contains($"{Peer}", StringComparison.Ordinal));
        Assert.Empty(leaks);
    }

    [Fact]
    public async Task Trace_headers_of_a_client_are_ignored()
    {
        const string trace = "4bf92f3577b34da6a3ce929d0e0e4736";

        await SendAsync(Claimed, HttpMethod.Post, "/v1/snapshot");

        var received = _app.Ingestion.Requests.Single();
        Assert.Matches("^00-[0-9a-f]{32}-[0-9a-f]{16}-01$", received.Headers["traceparent"]);
        Assert.DoesNotContain(trace, received.All, StringComparison.Ordinal);
        Assert.DoesNotContain("intruder", received.All, StringComparison.Ordinal);
        await Eventually.TrueAsync(
            "the span of the request",
            () => Task.FromResult(_spans.All.Any(span => span.Source == _app.Services.GetRequiredService<ActivitySource>())));
        Assert.DoesNotContain(
            _written.Concat(_spans.Lines),
            line => line.Contains(trace, StringComparison.Ordinal) || line.Contains("intruder", StringComparison.Ordinal));
    }

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        _meters.Dispose();
        await _app.DisposeAsync();
        _spans.Dispose();
    }

    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, _written);

    public void Dispose()
    {
        // ILoggerProvider requires it; there is nothing to dispose of.
    }

    private async Task<HttpStatusCode> SendAsync(
        string claimed, HttpMethod method, string target, string instance = "1", string? bearer = null, int bodyLength = 10)
    {
        using var request = new HttpRequestMessage(method, target);
        if (method != HttpMethod.Get)
            request.Content = new ByteArrayContent(new byte[bodyLength]);
        foreach (var name in (string[])[
            "X-Forwarded-For", "X-Real-IP", "Forwarded", "CF-Connecting-IP", "True-Client-IP", "X-Client-IP", "X-Original-For", "Via",
            "Cookie", "Referer",
        ])
            request.Headers.TryAddWithoutValidation(name, claimed);
        request.Headers.TryAddWithoutValidation("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        request.Headers.TryAddWithoutValidation("tracestate", "intruder=1");
        request.Headers.TryAddWithoutValidation("baggage", $"intruder={claimed}");
        request.Headers.TryAddWithoutValidation("Correlation-Context", $"intruder={claimed}");
        request.Headers.TryAddWithoutValidation("X-Instance-ID", instance);
        if (bearer is not null)
            request.Headers.Authorization = new("Bearer", bearer);

        using var response = await _app.ClientFrom(Peer).SendAsync(request);
        return response.StatusCode;
    }

    private static string Describe(Instrument instrument, object value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        $"metric {instrument.Name} {value} {string.Join(' ', tags.ToArray())}";

    private sealed class Logger(string category, ConcurrentQueue<string> written) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            written.Enqueue($"scope {state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var values = state as IEnumerable<KeyValuePair<string, object?>> ?? [];
            written.Enqueue($"log {category} {formatter(state, exception)} {exception} {string.Join(' ', values)}");
        }
    }
}
