using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Telemetry.ServiceDefaults;
using Telemetry.ServiceDefaults.Observability;

namespace Telemetry.Tests.ServiceDefaults;

/// <summary>Content of the spans of a service, and personal data that they must not have.</summary>
public sealed class SpanTests : IAsyncLifetime
{
    private const string Claimed = "203.0.113.71";
    private const string Agent = "quiet-agent";
    private const string Query = "quiet-query";
    private const string Method = "QUIET";
    private static readonly IPAddress Peer = IPAddress.Parse("127.66.77.88");

    private readonly RecordedSpans _spans = new();
    private readonly ActivitySource _source = new("Telemetry.Tests.Spans");

    // Applications of other tests in the process have activity sources of the same names.
    private readonly ActivityTraceId _trace = ActivityTraceId.CreateRandom();
    private readonly WebApplication _app;

    public SpanTests()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:1";
        builder.Configuration["OTEL_TRACES_SAMPLER"] = "always_on";

        // Aspire's AppHost sets both in Development.
        builder.Configuration["OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION"] = "true";
        builder.Configuration["OTEL_DOTNET_EXPERIMENTAL_HTTPCLIENT_DISABLE_URL_QUERY_REDACTION"] = "true";
        builder.AddServiceDefaults();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _spans.AddTo(builder.Services);

        _app = builder.Build();
        _app.MapDefaultEndpoints();
        _app.Map("/things/{id}", (string id) => TypedResults.Ok(id.Length));
        _app.MapGet("/refuse", (HttpContext context) =>
        {
            context.TraceProblem("rate");
            return TypedResults.StatusCode(StatusCodes.Status429TooManyRequests);
        });
        _app.MapGet("/relay", async (IHttpClientFactory clients, HttpContext context) =>
        {
            using var http = clients.CreateClient();
            return await http.GetStringAsync(new Uri($"http://self/things/4{context.Request.QueryString}"));
        });
    }

    private IReadOnlyList<Activity> OwnSpans => [.. _spans.All.Where(span => span.TraceId == _trace || span.Source == _source)];

    [Fact]
    public async Task The_span_of_a_request_has_its_route_as_name_and_its_status()
    {
        await SendAsync(HttpMethod.Get, "/things/3");

        var span = await ServerSpanAsync("/things/3");
        Assert.Equal(
            ("GET /things/{id}", "GET", "/things/{id}", 200),
            (
                span.DisplayName,
                span.GetTagItem("http.request.method"),
                span.GetTagItem("http.route"),
                span.GetTagItem("http.response.status_code")));
    }

    [Fact]
    public async Task No_span_has_the_address_query_or_user_agent_of_a_client()
    {
        await SendAsync(HttpMethod.Get, $"/things/1?{Query}={Query}");
        await SendAsync(HttpMethod.Get, $"/relay?{Query}={Query}");
        await SendAsync(new HttpMethod(Method), "/things/2");
        await SendAsync(HttpMethod.Get, $"/nowhere?{Query}={Query}");

        await Eventually.TrueAsync("all spans", () => Task.FromResult(OwnSpans.Count == 6));
        Assert.Contains(OwnSpans, span =>
            span.Kind == ActivityKind.Client && $"{span.GetTagItem("url.full")}".EndsWith("/things/4", StringComparison.Ordinal));
        Assert.Contains(OwnSpans, span => span.DisplayName == "HTTP /things/{id}");
        Assert.All(OwnSpans.Select(RecordedSpans.Describe), line => Assert.All(
            [$"{Peer}", Claimed, Agent, Query, Method, "_agent", "url.query", "peer.address", "client.address"],
            text => Assert.DoesNotContain(text, line, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_span_of_a_refused_request_has_the_reason()
    {
        await SendAsync(HttpMethod.Get, "/refuse");

        Assert.Equal("rate", (await ServerSpanAsync("/refuse")).GetTagItem("telemetry.refusal.reason"));
    }

    [Fact]
    public async Task Probes_and_calls_without_a_parent_are_not_traced()
    {
        await SendAsync(HttpMethod.Get, "/health/live");
        await SendAsync(HttpMethod.Get, "/health/ready");
        Activity.Current = null;
        using (_source.StartActivity("poll", ActivityKind.Client))
        {
            // A call without a parent.
        }

        using (_source.StartActivity("job"))
        using (_source.StartActivity("call", ActivityKind.Client))
        {
            // A call inside a job.
        }

        await SendAsync(HttpMethod.Get, "/things/6");
        await ServerSpanAsync("/things/6");
        Assert.Equal(["GET /things/{id}", "call", "job"], OwnSpans.Select(span => span.DisplayName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("insert into analytics.batches (batch_id) select unnest($1) on conflict do nothing", "insert into analytics.batches")]
    [InlineData("select count(*)\nfrom analytics.runs", "select count")]
    [InlineData("copy staged_snapshots (a) from stdin (format binary)", "copy staged_snapshots")]
    [InlineData("-- $1 first day\n-- $2 last day\nwith days as materialized (select 1) select 2", "with days as")]
    [InlineData("  update\n  identity.instances set status = 'active'", "update identity.instances set")]
    [InlineData("select\t1;", "select 1")]
    [InlineData("listen changes", "listen changes")]
    [InlineData("-- only a comment", "")]
    [InlineData("", "")]
    public void A_statement_is_named_by_its_first_words(string sql, string name) => Assert.Equal(name, SpanPolicy.NameOf(sql));

    public async ValueTask InitializeAsync()
    {
        await _app.StartAsync();
        _app.Configuration["services:self:http:0"] = _app.Urls.Single();
    }

    public async ValueTask DisposeAsync()
    {
        _source.Dispose();
        await _app.DisposeAsync();
        _spans.Dispose();
    }

    // A span ends shortly after the response.
    private async Task<Activity> ServerSpanAsync(string path)
    {
        await Eventually.TrueAsync($"the span of {path}", () => Task.FromResult(Server() is not null));
        return Server()!;

        Activity? Server() => OwnSpans.FirstOrDefault(span => span.Kind == ActivityKind.Server && $"{span.GetTagItem("url.path")}" == path);
    }

    private async Task SendAsync(HttpMethod method, string target)
    {
        using var http = new HttpClient(new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null,
            ConnectCallback = async (context, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(Peer, 0));
                await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        using var request = new HttpRequestMessage(method, new Uri(new Uri(_app.Urls.Single()), target));
        request.Headers.TryAddWithoutValidation("User-Agent", Agent);
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", Claimed);
        request.Headers.TryAddWithoutValidation("traceparent", $"00-{_trace}-00f067aa0ba902b7-01");
        using var response = await http.SendAsync(request);
    }
}
