using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Telemetry.Tests.Gateway;

/// <summary>One document of the services' parts.</summary>
public sealed class DescriptionTests
{
    private const string IngestionPart =
        """
        {"openapi":"3.1.1","servers":[{"url":"http://127.0.0.1:4711/"}],"tags":[{"name":"reports"}],
         "paths":{
          "/v1/register":{"post":{"tags":["reports"],"requestBody":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Body"}}}},
            "responses":{"201":{"description":"Created"},"400":{"description":"A field is wrong","content":{"text/plain":{}}}}}},
          "/collect":{"post":{"tags":["reports"],"responses":{"200":{"description":"OK"}}}},
          "/api/v1/admin/import/{anything}":{"post":{"responses":{"202":{"description":"Accepted"}}}},
          "/api/v1/admin/stats":{"get":{"responses":{"200":{"description":"not this service's"}}}},
          "/health/ready":{"get":{"responses":{"200":{"description":"nobody's business"}}}},
          "/internal":{"get":{"responses":{"200":{"description":"nobody's business"}}}}},
         "components":{"schemas":{
          "Body":{"type":"object","properties":{"answer":{"$ref":"#/components/schemas/Answer"}}},
          "Answer":{"type":"object","properties":{"status":{"type":"string"}}},
          "Same":{"type":"string"}}}}
        """;

    private const string AggregationPart =
        """
        {"openapi":"3.1.1",
         "paths":{
          "/api/v1/admin/stats":{"get":{"tags":["stats"],"responses":{"200":{"description":"OK","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Body"}}}}}},
            "delete":{"responses":{"200":{"description":"no route has this method"}}}},
          "/deployments":{"get":{"responses":{"200":{"description":"OK"}}}},
          "/badge/{slug}/version":{"get":{"responses":{"200":{"description":"OK"}}},"head":{"responses":{"200":{"description":"OK"}}}}},
         "components":{"schemas":{
          "Body":{"type":"object","properties":{"answer":{"$ref":"#/components/schemas/Answer"}}},
          "Answer":{"type":"object","properties":{"status":{"type":"integer"}}},
          "Same":{"type":"string"}}}}
        """;

    private const string NotificationsPart = """{"openapi":"3.1.1","paths":{"/api/v1/admin/deliveries":{"get":{"responses":{"200":{"description":"OK"}}}}}}""";

    [Fact]
    public async Task It_has_what_a_route_leads_to_and_nothing_else()
    {
        await using var app = await StartAsync();

        var paths = (JsonObject)(await ReadAsync(app))["paths"]!;

        Assert.Equal(
            [
                "/api/v1/admin/deliveries get", "/api/v1/admin/import/{anything} post", "/api/v1/admin/stats get", "/api/v1/healthcheck get",
                "/badge/{slug}/version get", "/collect post", "/deployments get", "/health get", "/health/live get", "/health/ready get", "/healthz get", "/openapi/v1.json get", "/v1/register post",
            ],
            paths.SelectMany(path => ((JsonObject)path.Value!).Select(operation => $"{path.Key} {operation.Key}")));
    }

    [Fact]
    public async Task Nothing_tells_where_the_services_are()
    {
        await using var app = await StartAsync();

        var document = await app.NewClient().GetStringAsync("/openapi/v1.json");

        Assert.DoesNotContain("127.0.0.1", document, StringComparison.Ordinal);
        Assert.DoesNotContain("nobody's business", document, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_schemas_of_one_name_stay_two_and_equal_ones_are_one()
    {
        await using var app = await StartAsync();

        var document = await ReadAsync(app);

        var schemas = (JsonObject)document["components"]!["schemas"]!;
        Assert.Equal(
            ["AggregationAnswer", "AggregationBody", "Answer", "Body", "HealthEndpointsAnswering", "HealthEndpointsDegraded", "HealthEndpointsHealthy", "Same"],
            schemas.Select(schema => schema.Key));
        Assert.Equal("#/components/schemas/Answer", schemas["Body"]!["properties"]!["answer"]!["$ref"]!.GetValue<string>());
        Assert.Equal("#/components/schemas/AggregationAnswer", schemas["AggregationBody"]!["properties"]!["answer"]!["$ref"]!.GetValue<string>());
        Assert.Equal(
            "#/components/schemas/AggregationBody",
            document["paths"]!["/api/v1/admin/stats"]!["get"]!["responses"]!["200"]!["content"]!["application/json"]!["schema"]!["$ref"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("/v1/register", "post", "[]", "201 400 408 413 429 503")]
    [InlineData("/collect", "post", "[]", "200 400 408 413 429 503")]
    [InlineData("/badge/{slug}/version", "get", "[]", "200 503")]
    [InlineData("/api/v1/admin/stats", "get", """[{"bearer":[]}]""", "200 401 429 503")]
    [InlineData("/deployments", "get", """[{"bearer":[]}]""", "200 401 429 503")]
    [InlineData("/api/v1/admin/import/{anything}", "post", """[{"bearer":[]}]""", "202 400 401 403 408 413 429 503")]
    [InlineData("/health", "get", "[]", "200 503")]
    public async Task The_gateway_adds_who_may_call_and_its_own_refusals(string path, string method, string security, string statuses)
    {
        await using var app = await StartAsync();

        var operation = (await ReadAsync(app))["paths"]![path]![method]!;

        Assert.Equal(security, operation["security"]!.ToJsonString());
        Assert.Equal(statuses, string.Join(' ', ((JsonObject)operation["responses"]!).Select(response => response.Key).Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("/v1/register", "text/plain")]
    [InlineData("/collect", "application/json")]
    public async Task They_are_of_the_kind_that_the_route_refuses_with(string path, string contentType)
    {
        await using var app = await StartAsync();

        var responses = (await ReadAsync(app))["paths"]![path]!["post"]!["responses"]!;

        foreach (var status in new[] { "400", "408", "413", "429", "503" })
            Assert.Equal(contentType, ((JsonObject)responses[status]!["content"]!).Single().Key);
        Assert.Equal(
            ["Retry-After", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"],
            ((JsonObject)responses["429"]!["headers"]!).Select(header => header.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_PUBLIC_DASHBOARD_opens_needs_no_password_there()
    {
        await using var app = await StartAsync(("PUBLIC_DASHBOARD", "true"));

        var paths = (await ReadAsync(app))["paths"]!;

        Assert.Equal("""[{},{"bearer":[]}]""", paths["/api/v1/admin/stats"]!["get"]!["security"]!.ToJsonString());
        Assert.Equal("""[{"bearer":[]}]""", paths["/deployments"]!["get"]!["security"]!.ToJsonString());
    }

    [Theory]
    [InlineData(503, "")]
    [InlineData(200, "no json")]
    [InlineData(200, "[]")]
    public async Task A_service_that_does_not_describe_itself_is_503_until_it_does(int status, string body)
    {
        await using var app = await StartAsync();
        app.Aggregation.Answer = context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync(body);
        };
        using (var refused = await app.NewClient().GetAsync("/openapi/v1.json"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(5), refused.Headers.RetryAfter?.Delta);
            Assert.Equal("text/plain", refused.Content.Headers.ContentType?.MediaType);
        }

        app.Aggregation.Answer = context => context.Response.WriteAsync(AggregationPart);
        app.Time.Advance(TimeSpan.FromSeconds(1));

        using var answer = await app.NewClient().GetAsync("/openapi/v1.json");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_service_that_goes_away_takes_nothing_from_it()
    {
        await using var app = await StartAsync();
        var client = app.NewClient();
        var before = await client.GetStringAsync("/openapi/v1.json");
        app.Ingestion.Answer = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        app.Time.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(before, await client.GetStringAsync("/openapi/v1.json"));
        Assert.Equal(2, app.Ingestion.Requests.Count);
    }

    [Fact]
    public async Task The_services_are_asked_once_a_minute()
    {
        await using var app = await StartAsync();
        var client = app.NewClient();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.GetStringAsync("/openapi/v1.json")));
        app.Time.Advance(TimeSpan.FromSeconds(59));
        await client.GetStringAsync("/openapi/v1.json");
        Assert.Equal("/openapi/v1.json", Assert.Single(app.Ingestion.Requests).Target);

        app.Time.Advance(TimeSpan.FromSeconds(1));
        await client.GetStringAsync("/openapi/v1.json");
        Assert.Equal(2, app.Ingestion.Requests.Count);
    }

    private static async Task<GatewayApp> StartAsync(params (string Name, string Value)[] settings)
    {
        var app = await GatewayApp.StartAsync(settings);
        app.Ingestion.Answer = context => context.Response.WriteAsync(IngestionPart);
        app.Aggregation.Answer = context => context.Response.WriteAsync(AggregationPart);
        app.Notifications.Answer = context => context.Response.WriteAsync(NotificationsPart);
        return app;
    }

    private static async Task<JsonObject> ReadAsync(GatewayApp app) => (JsonObject)JsonNode.Parse(await app.NewClient().GetStringAsync("/openapi/v1.json"))!;
}
