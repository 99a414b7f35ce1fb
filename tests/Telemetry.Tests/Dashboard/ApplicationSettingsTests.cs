using AngleSharp.Dom;

namespace Telemetry.Tests.Dashboard;

public sealed class ApplicationSettingsTests(DashboardFixture dashboard) : DashboardTest(dashboard), IClassFixture<DashboardFixture>
{
    private const string Page = $"/dashboard/applications/{Sample.Slug}/settings";

    [Fact]
    public async Task The_settings_page_has_a_badge_with_markdown_for_each_metric()
    {
        AddApplication(
            metrics: """{"users_count":7,"odd [name](x)":1,"app_goroutines":9,"plan":"pro"}""", github: "https://github.com/acme/wiki");

        var page = await GetPageAsync(Page);

        Assert.Equal(
            ["/badge/wiki/instances", "/badge/wiki/version", "/badge/wiki/metric/odd%20%5Bname%5D%28x%29", "/badge/wiki/metric/users_count",
             "/badge/wiki/combined?metric=odd%20%5Bname%5D%28x%29"],
            page.QuerySelectorAll(".badges img").Select(image => image.GetAttribute("src")!));
        Assert.Equal(
            ["[![Active instances](https://telemetry.example/badge/wiki/instances)](https://github.com/acme/wiki)",
             "[![Most used version](https://telemetry.example/badge/wiki/version)](https://github.com/acme/wiki)",
             @"[![odd \[name\](x)](https://telemetry.example/badge/wiki/metric/odd%20%5Bname%5D%28x%29)](https://github.com/acme/wiki)"],
            page.QuerySelectorAll(".badges code").Take(3).Select(code => code.Text()));
    }

    [Fact]
    public async Task Links_are_saved()
    {
        AddApplication();

        using var response = await PostAsync("save", ("github", " https://github.com/acme/wiki "), ("logo", ""));
        var page = await GetPageAsync(response.Headers.Location!.OriginalString);

        Assert.Contains($"PUT /api/v1/admin/applications/{Sample.Slug}", Services.Requests);
        var body = JsonElement.Parse(Assert.Single(Services.CommandBodies));
        Assert.Equal(
            ("https://github.com/acme/wiki", ""), (body.GetProperty("github_url").GetString(), body.GetProperty("logo_url").GetString()));
        Assert.Equal("The links were saved.", TextOf(page.QuerySelector("[role=status]")!));
    }

    [Fact]
    public async Task An_invalid_link_is_shown_with_its_error_and_can_be_corrected()
    {
        AddApplication();
        Services.CommandError = (400, "github_url: must be https://github.com/owner/repo");

        using var response = await PostAsync("save", ("github", "javascript:alert(1)"), ("logo", "https://x.example/a.svg"));
        var page = await ReadPageAsync(response);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("github_url: must be https://github.com/owner/repo", TextOf(page.QuerySelector("[role=alert]")!));
        Assert.Equal(
            ["javascript:alert(1)", "https://x.example/a.svg"],
            page.QuerySelectorAll("input").Select(input => input.GetAttribute("value")!));
        Assert.Null(page.QuerySelector("#freshness"));
        InertPage.Check(page);
    }

    [Theory]
    [InlineData(400, "github_url: is not set")]
    [InlineData(502, "GitHub: 404")]
    public async Task A_failed_star_count_shows_its_error(int status, string text)
    {
        AddApplication(github: "https://github.com/acme/wiki");
        Services.CommandError = (status, text);

        using var response = await PostAsync("stars");

        Assert.Equal(text, TextOf((await ReadPageAsync(response)).QuerySelector("[role=alert]")!));
    }

    [Fact]
    public async Task Stars_are_counted_on_demand()
    {
        AddApplication(github: "https://github.com/acme/wiki");

        using var response = await PostAsync("stars");

        Assert.Contains($"POST /api/v1/admin/applications/{Sample.Slug}/refresh-stars", Services.Requests);
        Assert.Equal($"{Page}?done=stars", response.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("save")]
    [InlineData("stars")]
    public async Task A_command_for_a_deleted_application_returns_404(string handler)
    {
        using var response = await PostAsync(handler);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private Task<HttpResponseMessage> PostAsync(string handler, params (string Name, string Value)[] fields) =>
        PostFormAsync(Admin, $"{Page}?handler={handler}", fields);

    private void AddApplication(string metrics = "{}", string? github = null)
    {
        Services.Respond($"applications/{Sample.Slug}", Sample.Application(metrics: metrics, github: github));
        Services.RespondText($"applications/{Sample.Slug}/refresh-stars", "{}");
    }
}
