using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Telemetry.Tests.Gateway;

public sealed class RoutesTests(GatewayApp app) : IClassFixture<GatewayApp>
{
    [Theory]
    [InlineData("POST", "/v1/register", "ingestion")]
    [InlineData("POST", "/v1/activate", "ingestion")]
    [InlineData("POST", "/v1/snapshot", "ingestion")]
    [InlineData("POST", "/api/v1/admin/instances/8f1d/approve", "ingestion")]
    [InlineData("POST", "/api/v1/admin/instances/8f1d/revoke", "ingestion")]
    [InlineData("DELETE", "/api/v1/admin/instances/8f1d", "ingestion")]
    [InlineData("GET", "/api/v1/admin/instances/8f1d", "aggregation")]
    [InlineData("GET", "/api/v1/admin/instances?offset=50&q=a%20b", "aggregation")]
    [InlineData("GET", "/api/v1/admin/stats", "aggregation")]
    [InlineData("PUT", "/api/v1/admin/applications/ghost", "aggregation")]
    [InlineData("GET", "/dashboard", "dashboard")]
    [InlineData("GET", "/dashboard/instances?page=2", "dashboard")]
    [InlineData("POST", "/dashboard/instances/8f1d", "dashboard")]
    public async Task The_admin_reaches_the_service_that_owns_the_route(string method, string target, string service)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), target) { Headers = { Authorization = new("Bearer", GatewayApp.Password) } };

        using var answer = await app.NewClient().SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(service, await answer.Content.ReadAsStringAsync());
        var received = new[] { app.Ingestion, app.Aggregation, app.Dashboard }.Single(s => s.Name == service).Requests.Last();
        Assert.Equal((method, target), (received.Method, received.Target));
    }

    [Theory]
    [InlineData("/v1/register")]
    [InlineData("/v1/activate")]
    [InlineData("/v1/snapshot")]
    [InlineData("/assets/site.css")]
    public async Task Clients_and_assets_need_no_password(string target)
    {
        using var request = new HttpRequestMessage(target.StartsWith("/v1", StringComparison.Ordinal) ? HttpMethod.Post : HttpMethod.Get, target);

        using var answer = await app.NewClient().SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("GET", "/v1/register", "POST")]
    [InlineData("PUT", "/v1/activate", "POST")]
    [InlineData("DELETE", "/v1/snapshot", "POST")]
    [InlineData("POST", "/api/v1/admin/stats", "GET, PUT")]
    [InlineData("GET", "/logout", "POST")]
    [InlineData("PUT", "/login", "GET, HEAD, POST")]
    [InlineData("POST", "/assets/site.css", "GET, HEAD")]
    public async Task Another_method_is_405_with_those_that_are_allowed(string method, string target, string allowed)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), target);

        using var answer = await app.NewClient().SendAsync(request);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(allowed, string.Join(", ", answer.Content.Headers.Allow.Order(StringComparer.Ordinal)));
        Assert.Equal("Method not allowed", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/nothing")]
    [InlineData("/v1/nothing")]
    [InlineData("/api/v1/nothing")]
    [InlineData("/v1/register/more")]
    public async Task Unknown_paths_are_404_with_a_text(string target)
    {
        using var answer = await app.NewClient().GetAsync(target);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("text/plain", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("Not found", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_gateway_answers_health_itself_and_sends_visitors_to_the_dashboard()
    {
        var client = app.NewClient();

        Assert.Equal("""{"status":"ok"}""", await client.GetStringAsync("/api/v1/healthcheck"));
        Assert.Equal("Healthy", await client.GetStringAsync("/health/live"));
        Assert.Equal("Healthy", await client.GetStringAsync("/health/ready"));
        using var root = await client.GetAsync("/");
        Assert.Equal(HttpStatusCode.Redirect, root.StatusCode);
        Assert.Equal("/dashboard", root.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task A_clients_bytes_arrive_as_they_were_sent()
    {
        var body = "{ \"metrics\" : {\"größe\":1.50} }\r\n\t "u8.ToArray();
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        content.Headers.TryAddWithoutValidation("X-Unknown", "1");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/snapshot") { Content = content };
        request.Headers.TryAddWithoutValidation("X-Instance-ID", "0b0e6a3c-61e5-4b1e-8a38-6a40e8a0a001");
        request.Headers.TryAddWithoutValidation("X-Signature", "ab12");

        using var answer = await app.NewClient().SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var received = app.Ingestion.Requests.Last(r => r.Headers.ContainsKey("X-Signature"));
        Assert.Equal(Encoding.UTF8.GetString(body), received.Body);
        Assert.Equal(
            ["Content-Length", "Content-Type", "Host", "traceparent", "X-Instance-ID", "X-Signature"],
            received.Headers.Keys.Order(StringComparer.OrdinalIgnoreCase));
        Assert.Equal("0b0e6a3c-61e5-4b1e-8a38-6a40e8a0a001", received.Headers["X-Instance-ID"]);
        Assert.Equal("ab12", received.Headers["X-Signature"]);
    }

    [Fact]
    public async Task Pages_know_the_address_under_which_the_browser_sees_them_and_nothing_of_the_browser()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/dashboard/overview") { Headers = { Authorization = new("Bearer", GatewayApp.Password), Host = "telemetry.example:444" } };
        request.Headers.TryAddWithoutValidation("User-Agent", "curl/8");
        request.Headers.TryAddWithoutValidation("Accept-Language", "de");

        using var answer = await app.NewClient().SendAsync(request);

        var received = app.Dashboard.Requests.Single(r => r.Target == "/dashboard/overview");
        Assert.Equal("telemetry.example:444", received.Headers["X-Forwarded-Host"]);
        Assert.Equal("http", received.Headers["X-Forwarded-Proto"]);
        Assert.Equal(
            ["Accept-Language", "Authorization", "Host", "traceparent", "X-Forwarded-Host", "X-Forwarded-Proto"],
            received.Headers.Keys.Order(StringComparer.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("MaxRequestBodySize", "4096", "RequestHeadersAllowed is missing")]
    [InlineData("Transforms:0:RequestHeadersAllowed", "Accept", "MaxRequestBodySize must be from 0 to 262144")]
    [InlineData("MaxRequestBodySize", "262145", "MaxRequestBodySize must be from 0 to 262144")]
    [InlineData("Metadata:Limitted", "true", "Metadata Limitted is unknown")]
    [InlineData("Metadata:Limited", "yes", "Metadata Limited is unknown or neither true nor false")]
    public async Task A_route_that_does_not_say_all_about_itself_does_not_start(string key, string value, string fault)
    {
        await using var faulty = new GatewayApp
        {
            Settings = new()
            {
                ["ReverseProxy:Routes:new:ClusterId"] = "ingestion",
                ["ReverseProxy:Routes:new:Match:Path"] = "/new",
                [$"ReverseProxy:Routes:new:{key}"] = value,
            },
        };

        var error = await Assert.ThrowsAnyAsync<Exception>(faulty.InitializeAsync);

        Assert.Contains($"Route 'new': {fault}", $"{error}", StringComparison.Ordinal);
    }
}
