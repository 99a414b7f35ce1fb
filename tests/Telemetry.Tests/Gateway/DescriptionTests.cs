using System.Text.Json.Nodes;

namespace Telemetry.Tests.Gateway;

/// <summary>The OpenAPI document of each service and the page that shows them. See also Documentation/ApiTests.</summary>
public sealed class DescriptionTests(GatewayApp app) : IClassFixture<GatewayApp>
{
    [Theory]
    [InlineData("ingestion")]
    [InlineData("aggregation")]
    [InlineData("notifications")]
    public async Task The_document_of_a_service_is_public(string service)
    {
        Assert.Equal(service, await app.NewClient().GetStringAsync($"/openapi/{service}.json"));

        Assert.Equal("/openapi/v1.json", Assert.Single(app.Service(service).Requests).Target);
    }

    [Fact]
    public async Task The_document_of_the_gateway_lists_its_endpoints_and_is_cached()
    {
        var client = app.NewClient();

        var document = JsonNode.Parse(await client.GetStringAsync("/openapi/v1.json"))!;
        using var again = await client.GetAsync("/openapi/v1.json");

        Assert.Equal(
            ["/api/v1/healthcheck", "/health", "/health/live", "/health/ready", "/healthz"],
            ((JsonObject)document["paths"]!).Select(path => path.Key).Order(StringComparer.Ordinal));
        Assert.NotNull(again.Headers.Age);
    }

    [Fact]
    public async Task The_page_shows_all_documents_and_loads_nothing_from_another_site()
    {
        var client = app.NewClient();

        using var redirect = await client.GetAsync("/openapi");
        using var response = await client.GetAsync("/openapi/");
        var page = await response.Content.ReadAsStringAsync();
        using var script = await client.GetAsync("/openapi/scalar.js");

        Assert.Equal(HttpStatusCode.Redirect, redirect.StatusCode);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.All(
            ["openapi/v1.json", "openapi/ingestion.json", "openapi/aggregation.json", "openapi/notifications.json"],
            document => Assert.Contains($"\"{document}\"", page, StringComparison.Ordinal));
        Assert.DoesNotContain("//", page.Replace("<!--", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal("text/javascript", script.Content.Headers.ContentType?.MediaType);

        var nonce = page.Split("nonce=\"")[1].Split('"')[0];
        Assert.Equal(
            "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
            + $"script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'",
            response.Headers.GetValues("Content-Security-Policy").Single());
    }
}
