using System.Net;
using System.Text.Json;
using AngleSharp.Dom;

namespace Telemetry.Tests.Dashboard;

public sealed class ApplicationSettingsTests : DashboardTest
{
    private const string Page = $"/dashboard/applications/{Recorded.Slug}/settings";

    [Fact]
    public async Task Has_a_badge_for_each_metric_with_its_markdown()
    {
        Say(metrics: """{"users_count":7,"odd [name](x)":1,"app_goroutines":9,"plan":"pro"}""", github: "https://github.com/acme/wiki");

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
        Say();

        using var answer = await PostAsync("save", ("github", " https://github.com/acme/wiki "), ("logo", ""));
        var page = await GetPageAsync(answer.Headers.Location!.OriginalString);

        Assert.Contains($"PUT /api/v1/admin/applications/{Recorded.Slug}", Services.Asked);
        var body = JsonElement.Parse(Assert.Single(Services.Bodies));
        Assert.Equal(("https://github.com/acme/wiki", ""), (body.GetProperty("github_url").GetString(), body.GetProperty("logo_url").GetString()));
        Assert.Equal("The links were saved.", Words(page.QuerySelector("[role=status]")!));
    }

    [Fact]
    public async Task A_refused_link_is_shown_with_its_fault_and_can_be_mended()
    {
        Say();
        Services.Refusal = (400, "github_url: must be https://github.com/owner/repo");

        using var answer = await PostAsync("save", ("github", "javascript:alert(1)"), ("logo", "https://x.example/a.svg"));
        var page = await ReadPageAsync(answer);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("github_url: must be https://github.com/owner/repo", Words(page.QuerySelector("[role=alert]")!));
        Assert.Equal(["javascript:alert(1)", "https://x.example/a.svg"], page.QuerySelectorAll("input").Select(input => input.GetAttribute("value")!));
        Assert.Null(page.QuerySelector("#freshness"));
        InertPage.Check(page);
    }

    [Theory]
    [InlineData(400, "github_url: is not set")]
    [InlineData(502, "GitHub: 404")]
    public async Task Stars_that_cannot_be_counted_say_why(int status, string text)
    {
        Say(github: "https://github.com/acme/wiki");
        Services.Refusal = (status, text);

        using var answer = await PostAsync("stars");

        Assert.Equal(text, Words((await ReadPageAsync(answer)).QuerySelector("[role=alert]")!));
    }

    [Fact]
    public async Task Stars_are_counted_on_demand()
    {
        Say(github: "https://github.com/acme/wiki");

        using var answer = await PostAsync("stars");

        Assert.Contains($"POST /api/v1/admin/applications/{Recorded.Slug}/refresh-stars", Services.Asked);
        Assert.Equal($"{Page}?done=stars", answer.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("save")]
    [InlineData("stars")]
    public async Task An_application_that_is_gone_is_404(string handler)
    {
        using var answer = await PostAsync(handler);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private async Task<HttpResponseMessage> PostAsync(string handler, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await Admin.PostAsync($"{Page}?handler={handler}", form);
    }

    private void Say(string metrics = "{}", string github = "")
    {
        Services.Say($"applications/{Recorded.Slug}", Recorded.Application(metrics: metrics, github: github));
        Services.Say($"applications/{Recorded.Slug}/refresh-stars", "{}");
    }
}
