using AngleSharp.Dom;

namespace Telemetry.Tests.Dashboard;

public sealed class FailureTests(DashboardFixture dashboard) : DashboardTest(dashboard), IClassFixture<DashboardFixture>
{
    private const string Instance = $"/dashboard/instances/{Sample.Id}";

    [Theory]
    [InlineData("/dashboard")]
    [InlineData("/dashboard/applications/wiki?q=x&p=2")]
    [InlineData(Instance)]
    public async Task A_page_returns_503_with_a_message_while_Aggregation_is_down(string path)
    {
        Services.IsDown = true;

        using var response = await Admin.GetAsync(path);
        var page = await ReadPageAsync(response);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(5), response.Headers.RetryAfter?.Delta);
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.Equal("Aggregation is not available", page.QuerySelector("main h1")!.Text());
        Assert.Equal(path, page.QuerySelector(".actions a")!.GetAttribute("href"));
        InertPage.Check(page);
    }

    [Theory]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_page_returns_503_when_Aggregation_returns_a_gateway_error(int status)
    {
        Services.FailureStatus = status;

        using var response = await Admin.GetAsync("/dashboard");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
    }

    [Fact]
    public async Task A_command_without_a_response_is_reported_as_possibly_carried_out()
    {
        Services.FailureStatus = 503;

        using var response = await Admin.PostAsync($"{Instance}?handler=approve", content: null);
        var page = await ReadPageAsync(response);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("Ingestion is not available", page.QuerySelector("main h1")!.Text());
        Assert.Contains("not known whether", TextOf(page.QuerySelector("main")!), StringComparison.Ordinal);
        Assert.Equal(Instance, page.QuerySelector(".actions a")!.GetAttribute("href"));
        Assert.Single(Services.Requests);
    }

    [Theory]
    [InlineData(500, null)]
    [InlineData(401, null)]
    [InlineData(null, "{\"total_instances\":\"secret detail")]
    public async Task Any_other_failure_shows_an_error_page_and_logs_the_error(int? status, string? json)
    {
        Services.FailureStatus = status;
        Services.RespondText("overview", json ?? "{}");

        using var response = await Admin.GetAsync("/dashboard");
        var page = await ReadPageAsync(response);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("This did not work", page.QuerySelector("main h1")!.Text());
        Assert.DoesNotContain("   at ", page.Source.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", page.Source.Text, StringComparison.Ordinal);
        InertPage.Check(page);
        Assert.Single(Errors.Take());
    }

    [Theory]
    [InlineData("/dashboard/none")]
    [InlineData("/dashboard/problem")]
    [InlineData("/dashboard/problem/404")]
    [InlineData("/elsewhere")]
    public async Task An_unknown_path_shows_a_404_page(string path)
    {
        using var response = await Admin.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("Not found", (await ReadPageAsync(response)).QuerySelector("main h1")!.Text());
    }

    [Theory]
    [InlineData("POST", "/dashboard")]
    [InlineData("POST", Instance)]
    [InlineData("POST", Instance + "?handler=nonsense")]
    [InlineData("PUT", Instance)]
    [InlineData("DELETE", Instance)]
    public async Task An_unknown_method_or_handler_returns_405(string method, string path)
    {
        Services.Respond($"instances/{Sample.Id}", Sample.Instance());
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var response = await Admin.SendAsync(request);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Empty(Services.Requests);
    }
}
