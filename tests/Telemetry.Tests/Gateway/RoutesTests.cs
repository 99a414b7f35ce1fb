using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;

namespace Telemetry.Tests.Gateway;

public sealed class RoutesTests : IClassFixture<GatewayApp>
{
    private readonly GatewayApp _app;

    public RoutesTests(GatewayApp app) => (_app = app).Reset();

    [Theory]
    [InlineData("/api/v1/admin/instances?offset=50&q=a%20b")]
    [InlineData("/api/v1/admin/metrics/Harbour%20Notes?period=7d")]
    [InlineData("/badge/ghost/instances?color=fff")]
    public async Task Path_and_query_reach_the_service_unchanged(string target)
    {
        Assert.Equal("aggregation", await _app.NewAdmin().GetStringAsync(target));

        var received = _app.Aggregation.Requests.Last();
        Assert.Equal(("GET", target), (received.Method, received.Target));
    }

    [Fact]
    public async Task A_HEAD_request_for_a_badge_needs_no_password()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, "/badge/ghost/version");

        using var response = await _app.NewClient().SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("GET", "/v1/register", "POST")]
    [InlineData("PUT", "/v1/activate", "POST")]
    [InlineData("DELETE", "/v1/snapshot", "POST")]
    [InlineData("GET", "/telemetry", "POST")]
    [InlineData("HEAD", "/telemetry", "POST", false)]
    [InlineData("OPTIONS", "/telemetry", "POST")]
    [InlineData("PUT", "/", "GET, POST")]
    [InlineData("HEAD", "/", "GET, POST", false)]
    [InlineData("POST", "/api/v1/admin/stats", "GET")]
    [InlineData("DELETE", "/api/v1/admin/applications/ghost", "GET, PUT")]
    [InlineData("PUT", "/api/v1/admin/instances/8f1d", "DELETE, GET")]
    [InlineData("GET", "/api/cleanup/run", "POST")]
    [InlineData("POST", "/metrics", "GET")]
    [InlineData("POST", "/badge/ghost/version", "GET, HEAD")]
    [InlineData("POST", "/health", "GET, HEAD")]
    [InlineData("GET", "/logout", "POST")]
    [InlineData("PUT", "/login", "GET, HEAD, POST")]
    [InlineData("POST", "/assets/site.css", "GET, HEAD")]
    public async Task An_unknown_method_returns_405_with_the_allowed_methods(
        string method, string target, string allowed, bool hasText = true)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), target);

        using var response = await _app.NewClient().SendAsync(request);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(allowed, string.Join(", ", response.Content.Headers.Allow.Order(StringComparer.Ordinal)));
        Assert.Equal(hasText ? "Method not allowed" : "", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/telemetry", 262_144)]
    [InlineData("/", 262_144)]
    [InlineData("/collect", 65_536)]
    [InlineData("/v1/snapshot", 65_536)]
    [InlineData("/api/v1/admin/import/runs", 262_144)]
    public async Task Each_route_enforces_its_body_limit(string target, int max)
    {
        var client = _app.NewAdmin();

        using var atLimit = await client.PostAsync(target, new ByteArrayContent(new byte[max]));
        using var aboveLimit = await client.PostAsync(target, new ByteArrayContent(new byte[max + 1]));

        Assert.Equal(HttpStatusCode.OK, atLimit.StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, aboveLimit.StatusCode);
    }

    [Fact]
    public async Task The_accept_header_reaches_the_service()
    {
        var client = _app.NewAdmin();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Accept", "application/openmetrics-text; version=1.0.0,text/plain;q=0.5");

        await client.GetStringAsync("/metrics?as=text");

        var received = _app.Aggregation.Requests.Single(r => r.Target == "/metrics?as=text");
        Assert.Equal("application/openmetrics-text; version=1.0.0,text/plain;q=0.5", received.Headers["Accept"]);
    }

    [Fact]
    public async Task A_long_response_is_streamed()
    {
        var second = new TaskCompletionSource();
        _app.Aggregation.Respond = async context =>
        {
            await context.Response.WriteAsync("first\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await second.Task.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync("second\n", context.RequestAborted);
        };

        using var lines = new StreamReader(await _app.NewAdmin().GetStreamAsync("/api/v1/admin/export/runs"));
        var first = await lines.ReadLineAsync().WaitAsync(Eventually.Deadline);
        second.SetResult();

        Assert.Equal("first", first);
        Assert.Equal("second", await lines.ReadLineAsync());
    }

    [Fact]
    public async Task A_streamed_response_may_take_longer_than_the_activity_timeout()
    {
        await using var own = await GatewayApp.StartAsync(("ReverseProxy:Clusters:aggregation:HttpRequest:ActivityTimeout", "00:00:05"));
        own.Aggregation.Respond = async context =>
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(300));
            for (var i = 0; i < 20; i++)
            {
                await context.Response.WriteAsync($"{i}", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await timer.WaitForNextTickAsync(context.RequestAborted);
            }
        };

        Assert.Equal(string.Concat(Enumerable.Range(0, 20)), await own.NewAdmin().GetStringAsync("/api/v1/admin/export/runs"));
    }

    [Theory]
    [InlineData("/nothing")]
    [InlineData("/v1/nothing")]
    [InlineData("/api/v1/nothing")]
    [InlineData("/v1/register/more")]
    [InlineData("/collect/more")]
    [InlineData("/api/v1/admin/nothing")]
    [InlineData("/api/alarms")]
    public async Task An_unknown_path_returns_404_with_a_text(string target)
    {
        using var response = await _app.NewClient().GetAsync(target);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("text/plain", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("Not found", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_gateway_serves_health_and_redirects_the_root_to_the_dashboard()
    {
        var client = _app.NewClient();

        Assert.Equal("""{"status":"ok"}""", await client.GetStringAsync("/api/v1/healthcheck"));
        Assert.Equal("Healthy", await client.GetStringAsync("/health/live"));
        Assert.Equal("Healthy", await client.GetStringAsync("/health/ready"));
        using var root = await client.GetAsync("/");
        Assert.Equal(HttpStatusCode.Redirect, root.StatusCode);
        Assert.Equal("/dashboard", root.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task A_client_post_reaches_the_service_unchanged()
    {
        var body = "{ \"metrics\" : {\"größe\":1.50} }\r\n\t "u8.ToArray();
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        content.Headers.TryAddWithoutValidation("X-Unknown", "1");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/snapshot") { Content = content };
        request.Headers.TryAddWithoutValidation("X-Instance-ID", "0b0e6a3c-61e5-4b1e-8a38-6a40e8a0a001");
        request.Headers.TryAddWithoutValidation("X-Signature", "ab12");

        using var response = await _app.NewClient().SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var received = _app.Ingestion.Requests.Last(r => r.Headers.ContainsKey("X-Signature"));
        Assert.Equal(Encoding.UTF8.GetString(body), received.Body);
        Assert.Equal(
            ["Content-Length", "Content-Type", "Host", "traceparent", "X-Instance-ID", "X-Signature"],
            received.Headers.Keys.Order(StringComparer.OrdinalIgnoreCase));
        Assert.Equal("0b0e6a3c-61e5-4b1e-8a38-6a40e8a0a001", received.Headers["X-Instance-ID"]);
        Assert.Equal("ab12", received.Headers["X-Signature"]);
    }

    [Fact]
    public async Task Pages_receive_the_public_address_without_the_user_agent()
    {
        var client = _app.NewAdmin();
        client.DefaultRequestHeaders.Host = "telemetry.example:444";
        client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "curl/8");
        client.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Language", "de");

        await client.GetStringAsync("/dashboard/overview");

        var received = _app.Dashboard.Requests.Single(r => r.Target == "/dashboard/overview");
        Assert.Equal("telemetry.example:444", received.Headers["X-Forwarded-Host"]);
        Assert.Equal("http", received.Headers["X-Forwarded-Proto"]);
        Assert.Equal(
            ["Accept-Language", "Authorization", "Host", "traceparent", "X-Forwarded-Host", "X-Forwarded-Proto"],
            received.Headers.Keys.Order(StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task The_gateway_does_not_start_with_invalid_routes()
    {
        (string Key, string Value, string Error)[] routes =
        [
            ("MaxRequestBodySize", "4096", "RequestHeadersAllowed is missing"),
            ("Transforms:0:RequestHeadersAllowed", "Accept", "MaxRequestBodySize must be from 0 to 262144"),
            ("MaxRequestBodySize", "262145", "MaxRequestBodySize must be from 0 to 262144"),
            ("Metadata:Limitted", "true", "Metadata Limitted is unknown"),
            ("Metadata:Jason", "true", "Metadata Jason is unknown"),
            ("Metadata:Json", "1", "Metadata Json is unknown or neither true nor false"),
            ("Metadata:Embeddable", "", "Metadata Embeddable is unknown or neither true nor false"),
            ("Metadata:Limited", "yes", "Metadata Limited is unknown or neither true nor false"),
        ];
        await using var faulty = new GatewayApp();
        foreach (var (i, route) in routes.Index())
        {
            faulty.Settings[$"ReverseProxy:Routes:new{i}:ClusterId"] = "ingestion";
            faulty.Settings[$"ReverseProxy:Routes:new{i}:Match:Path"] = $"/new{i}";
            faulty.Settings[$"ReverseProxy:Routes:new{i}:{route.Key}"] = route.Value;
        }

        var error = await Assert.ThrowsAnyAsync<Exception>(() => faulty.InitializeAsync().AsTask());

        Assert.All(routes.Index(), it => Assert.Contains($"Route 'new{it.Index}': {it.Item.Error}", $"{error}", StringComparison.Ordinal));
    }
}
