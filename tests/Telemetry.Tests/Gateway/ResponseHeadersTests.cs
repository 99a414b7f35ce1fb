namespace Telemetry.Tests.Gateway;

public sealed class ResponseHeadersTests(GatewayApp app) : IClassFixture<GatewayApp>
{
    [Theory]
    [InlineData("GET", "/login")]
    [InlineData("GET", "/login.css")]
    [InlineData("GET", "/")]
    [InlineData("GET", "/nothing")]
    [InlineData("GET", "/v1/register")]
    [InlineData("POST", "/v1/register")]
    [InlineData("GET", "/dashboard")]
    [InlineData("GET", "/assets/site.css")]
    [InlineData("GET", "/api/v1/admin/stats")]
    [InlineData("GET", "/api/v1/healthcheck")]
    [InlineData("GET", "/health/live")]
    [InlineData("GET", "/health")]
    [InlineData("POST", "/collect")]
    [InlineData("GET", "/api/dashboard")]
    public async Task Every_response_has_the_security_headers(string method, string target)
    {
        app.Dashboard.Respond = context =>
        {
            context.Response.Headers.ContentSecurityPolicy = "default-src *";
            context.Response.Headers.Server = "Kestrel";
            return Task.CompletedTask;
        };
        using var request = new HttpRequestMessage(new HttpMethod(method), target);

        using var response = await app.NewClient().SendAsync(request);

        string Header(string name) => response.Headers.GetValues(name).Single();
        Assert.Equal(
            "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
            Header("Content-Security-Policy"));
        Assert.Equal("nosniff", Header("X-Content-Type-Options"));
        Assert.Equal("DENY", Header("X-Frame-Options"));
        Assert.Equal("same-origin", Header("Referrer-Policy"));
        Assert.Equal("same-origin", Header("Cross-Origin-Opener-Policy"));
        Assert.Equal("same-origin", Header("Cross-Origin-Resource-Policy"));
        Assert.Contains("camera=()", Header("Permissions-Policy"), StringComparison.Ordinal);
        Assert.False(response.Headers.Contains("Server"));
        Assert.False(response.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task A_badge_can_be_embedded_and_keeps_the_cache_header_of_the_service()
    {
        app.Aggregation.Respond = context =>
        {
            context.Response.Headers.CacheControl = "public, max-age=300";
            context.Response.Headers.ContentSecurityPolicy = "default-src *";
            return Task.CompletedTask;
        };

        using var response = await app.NewClient().GetAsync("/badge/ghost/instances");

        Assert.Equal("cross-origin", response.Headers.GetValues("Cross-Origin-Resource-Policy").Single());
        Assert.Equal("default-src 'none'; frame-ancestors 'none'", response.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("public, max-age=300", response.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task A_page_of_the_admin_is_no_store_despite_the_cache_header_of_the_service()
    {
        app.Dashboard.Respond = context =>
        {
            context.Response.Headers.CacheControl = "public, max-age=3600";
            return Task.CompletedTask;
        };

        using var page = await app.NewAdmin().GetAsync("/dashboard");
        using var asset = await app.NewClient().GetAsync("/assets/site.css");

        Assert.Equal("no-store", page.Headers.CacheControl?.ToString());
        Assert.Equal("public, max-age=3600", asset.Headers.CacheControl?.ToString());
    }
}
