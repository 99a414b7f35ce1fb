using AngleSharp.Dom;

namespace Telemetry.Tests.Dashboard;

public sealed class FailureTests(DashboardFixture dashboard) : DashboardTest(dashboard), IClassFixture<DashboardFixture>
{
    private const string Instance = $"/dashboard/instances/{Sample.Id}";

    [Theory]
    [InlineData("/dashboard")]
    [InlineData("/dashboard/applications/wiki?q=x&p=2")]
    [InlineData(Instance)]
    public async Task Aggregation_down_is_503_with_words(string path)
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
    public async Task Aggregation_unable_is_503_with_words(int status)
    {
        Services.FailureStatus = status;

        using var response = await Admin.GetAsync("/dashboard");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
    }

    [Fact]
    public async Task A_command_that_Ingestion_did_not_answer_says_that_it_may_have_been_carried_out()
    {
        Services.FailureStatus = 503;

        using var response = await Admin.PostAsync($"{Instance}?handler=approve", content: null);
        var page = await ReadPageAsync(response);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("Ingestion is not available", page.QuerySelector("main h1")!.Text());
        Assert.Contains("not known whether", Words(page.QuerySelector("main")!), StringComparison.Ordinal);
        Assert.Equal(Instance, page.QuerySelector(".actions a")!.GetAttribute("href"));
        Assert.Single(Services.Requests);
    }

    [Theory]
    [InlineData(500, null)]
    [InlineData(401, null)]
    [InlineData(null, "{\"total_instances\":\"secret detail")]
    public async Task Any_other_failure_is_a_plain_page_and_a_log_entry(int? status, string? json)
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
    public async Task What_is_not_there_is_a_page_that_says_so(string path)
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
    public async Task A_method_that_a_page_does_not_have_is_405(string method, string path)
    {
        Services.Respond($"instances/{Sample.Id}", Sample.Instance());
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var response = await Admin.SendAsync(request);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Empty(Services.Requests);
    }
}
