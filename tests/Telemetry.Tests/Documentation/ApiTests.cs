using System.Diagnostics;
using System.Text.Json.Nodes;
using Telemetry.Tests.Aggregation;

namespace Telemetry.Tests.Documentation;

/// <summary>The OpenAPI documents match the routes and responses of the API.</summary>
[Collection(Servers.Collection)]
public sealed class ApiTests(DescribedPlatform platform) : IClassFixture<DescribedPlatform>
{
    private readonly IReadOnlyList<GatewayRoute> _routes = GatewayRoute.Of(platform.Services);

    [Fact]
    public void Every_route_is_described() =>
        Assert.Empty(_routes.Where(route => !platform.Operations.Any(operation => operation.Service == route.Service
            && route.Matches(operation.Path, operation.Method)))
            .Select(route => $"{route}"));

    [Fact]
    public void Every_described_operation_has_a_route() =>
        Assert.Empty(platform.Operations.Where(operation => RouteOf(operation) is null).Select(operation => $"{operation}"));

    [Fact]
    public void Documented_security_matches_the_route_policy() => Assert.All(platform.Operations, operation =>
        Assert.Equal(
            (operation, RouteOf(operation)!.Policy is null ? "[]" : """[{"bearer":[]}]"""),
            (operation, operation.Json["security"]?.ToJsonString() ?? "[]")));

    [Fact]
    public void Every_operation_has_a_summary_a_tag_and_typed_parameters() => Assert.All(platform.Operations, operation =>
    {
        Assert.True(operation.Json["summary"]?.GetValue<string>() is { Length: > 0 }, $"{operation} has no summary");
        Assert.True(operation.Json["tags"] is JsonArray { Count: > 0 }, $"{operation} has no tag");
        Assert.True(operation.Responses.Any(response => response.Key[0] == '2'), $"{operation} never succeeds");
        Assert.All(operation.Path.Split('/').Where(segment => segment.StartsWith('{')), segment =>
            Assert.True(
                operation.Parameters.Any(parameter => parameter["in"]!.GetValue<string>() == "path"
                    && $"{{{parameter["name"]}}}" == segment),
                $"{operation} does not describe {segment}"));
        Assert.All(
            operation.Parameters,
            parameter => Assert.True(
                parameter["schema"]?["type"] is not null, $"{operation} does not describe the type of {parameter["name"]}"));
    });

    [Fact]
    public void Documents_contain_no_internal_address() => Assert.All(platform.Documents.Values, document =>
        Assert.DoesNotContain("127.0.0.1", document.ToJsonString(), StringComparison.Ordinal));

    [Theory]
    [InlineData("/v1/register", "text/plain")]
    [InlineData("/collect", "application/json")]
    public void Gateway_errors_have_the_content_type_of_the_route(string path, string contentType)
    {
        var responses = platform.Operations.Single(operation => operation.Path == path).Responses;

        foreach (var status in new[] { "400", "408", "413", "429", "503" })
            Assert.Equal(contentType, ((JsonObject)responses[status]!["content"]!).Single().Key);
        Assert.Equal(
            ["Retry-After", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"],
            ((JsonObject)responses["429"]!["headers"]!).Select(header => header.Key).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("GET", "/deployments", "200 401 429 503")]
    [InlineData("POST", "/api/cleanup/run", "400 401 403 408 413 429 503")]
    public void Gateway_errors_are_described(string method, string path, string statuses)
    {
        var responses = platform.Operations.Single(operation => operation.Path == path
            && operation.Method.Equals(method, StringComparison.OrdinalIgnoreCase)).Responses;

        Assert.Subset(responses.Select(response => response.Key).ToHashSet(), statuses.Split(' ').ToHashSet());
    }

    [Fact]
    public void Every_schema_reference_resolves()
    {
        foreach (var document in platform.Documents.Values)
        {
            var references = References(document).ToList();

            Assert.NotEmpty(references);
            Assert.All(
                references,
                reference => Assert.NotNull(reference[2..].Split('/').Aggregate((JsonNode?)document, (node, name) => node?[name])));
        }
    }

    [Fact]
    public async Task Every_read_matches_its_description()
    {
        using var admin = platform.NewAdmin();
        var errors = new List<string>();
        foreach (var operation in platform.Operations.Where(operation => operation.Method == "get"))
        {
            foreach (var target in platform.TargetsOf(operation))
            {
                using var response = await admin.GetAsync(target);
                if (!response.IsSuccessStatusCode)
                    errors.Add($"{target}: is {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
                errors.AddRange(await ErrorsOfAsync(operation, target, response));
            }
        }

        Assert.Empty(errors);
    }

    [Fact]
    public async Task A_refused_read_matches_its_description()
    {
        using var admin = platform.NewAdmin();
        using var stranger = platform.NewClient();
        var errors = new List<string>();
        foreach (var operation in platform.Operations.Where(operation => operation.Method == "get"))
        {
            var target = platform.TargetsOf(operation)[0];
            using (var response = await stranger.GetAsync(target))
            {
                Assert.Equal((target, RouteOf(operation)!.Policy is null), (target, response.IsSuccessStatusCode));
                errors.AddRange(await ErrorsOfAsync(operation, target, response));
            }

            var missing = operation.Path.Replace("{", "no-", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal);
            using (var response = await admin.GetAsync(missing))
                errors.AddRange(await ErrorsOfAsync(operation, missing, response));

            foreach (var parameter in operation.Parameters.Where(parameter => parameter["in"]!.GetValue<string>() == "query"))
            {
                var bad = $"{target.Split('?')[0]}?{parameter["name"]}=%00";
                using var response = await admin.GetAsync(bad);
                errors.AddRange(await ErrorsOfAsync(operation, bad, response));
            }
        }

        Assert.Empty(errors);
    }

    [Fact]
    public void README_names_every_operation_with_its_parameters()
    {
        string Unnamed(string path) => string.Join('/', path.Split('/').Select(segment => segment.StartsWith('{') ? "{}" : segment));
        var described = platform.Operations.Select(operation => new Readme.Request(
            operation.Method.ToUpperInvariant(),
            Unnamed(operation.Path),
            string.Join(
                '&',
                operation.Parameters.Where(parameter => parameter["in"]!.GetValue<string>() == "query")
                    .Select(parameter => parameter["name"]!.GetValue<string>())
                    .Order(StringComparer.Ordinal))));

        Assert.Equal(
            described.Select(request => $"{request}").Order(StringComparer.Ordinal),
            Readme.Requests().Select(request => $"{request with { Path = Unnamed(request.Path) }}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_curl_examples_of_README_work()
    {
        var examples = Readme.CurlExamples();

        Assert.Equal(3, examples.Count);
        foreach (var example in examples)
        {
            // -f: an HTTP error is a failure.
            using var shell = Process.Start(new ProcessStartInfo(
                "bash",
                [
                    "-ec",
                    example.Replace("curl ", "curl -fsS ", StringComparison.Ordinal)
                        .Replace("http://localhost:8080", platform.Address, StringComparison.Ordinal),
                ])
            {
                Environment = { ["ADMIN_PASSWORD"] = AggregationApp.Password },
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            })!;
            var (output, errors) = (shell.StandardOutput.ReadToEndAsync(), shell.StandardError.ReadToEndAsync());
            await shell.WaitForExitAsync();
            Assert.Equal((0, ""), (shell.ExitCode, await errors));
            Assert.NotEqual("", await output);
        }
    }

    [Theory]
    [InlineData("/api/records", "limit", 1, 100)]
    [InlineData("/api/dashboard", "days", 1, 365)]
    [InlineData("/api/v1/admin/instances", "limit", 1, 100)]
    public async Task A_number_parameter_enforces_its_described_limits(string path, string name, int min, int max)
    {
        var schema =
            platform.Operations.Single(operation => operation.Path == path).Parameters.Single(parameter =>
                parameter["name"]!.GetValue<string>() == name)["schema"]!;
        using var admin = platform.NewAdmin();

        Assert.Equal((min, max), (schema["minimum"]!.GetValue<int>(), schema["maximum"]!.GetValue<int>()));
        foreach (var (value, expected) in new[]
        {
            (min, HttpStatusCode.OK),
            (max, HttpStatusCode.OK),
            (min - 1, HttpStatusCode.BadRequest),
            (max + 1, HttpStatusCode.BadRequest),
        })
        {
            using var response = await admin.GetAsync($"{path}?{name}={value}");
            Assert.Equal((value, expected), (value, response.StatusCode));
        }
    }

    private GatewayRoute? RouteOf(Operation operation) =>
        _routes.Where(route => route.Service == operation.Service && route.Matches(operation.Path, operation.Method))
            .MaxBy(route => route.Literals);

    private static async Task<IReadOnlyList<string>> ErrorsOfAsync(Operation operation, string target, HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        if (operation.Responses[$"{status}"] is not JsonObject description)
            return [$"{target}: {status} is not described"];
        if (response.Content.Headers.ContentType is not { } contentType)
            return response.Content.Headers.ContentLength is 0 ? [] : [$"{target}: {status} has a body of no type"];

        var described =
            (description["content"] as JsonObject ?? []).FirstOrDefault(content =>
                content.Key.Split(';')[0].Trim() == contentType.MediaType).Value;
        if (described is null)
            return [$"{target}: {status} is {contentType}, which is not described"];
        if (contentType.MediaType != "application/json" || described["schema"] is not { } schema)
            return [];

        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync());
        return [.. new SchemaCheck(operation.Document).ErrorsOf(body, schema).Select(error => $"{target}: {error}")];
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member =>
            member.Key == "$ref" && member.Value is JsonValue reference ? [reference.GetValue<string>()] : References(member.Value)),
        JsonArray elements => elements.SelectMany(References),
        _ => [],
    };
}
