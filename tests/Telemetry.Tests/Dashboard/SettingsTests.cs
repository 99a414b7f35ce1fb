using System.Net.Http.Headers;

namespace Telemetry.Tests.Dashboard;

public sealed class SettingsTests(DashboardFixture dashboard) : DashboardTest(dashboard), IClassFixture<DashboardFixture>
{
    private const string Page = "/dashboard/settings";

    [Fact]
    public async Task The_settings_page_shows_effective_values_and_links_to_applications()
    {
        Services.Respond("applications", new[] { Sample.Application() });

        var page = await GetPageAsync(Page);

        Assert.Equal(
            $"/dashboard/applications/{Sample.Slug}/settings",
            page.QuerySelector("section[aria-labelledby=applications] tbody a")!.GetAttribute("href"));
        var settings = Rows(page, "in-force").ToDictionary(row => row[0], row => row[1]);
        Assert.Equal(
            ("365 days", "1,234", "false", "tofu"),
            (settings["RETENTION_DAYS"], settings["RATE_LIMIT"], settings["PUBLIC_DASHBOARD"], settings["ACTIVATION"]));
        Assert.DoesNotContain(ServicesStub.Password, page.DocumentElement.OuterHtml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_settings_page_shows_the_start_and_the_browser_of_the_session()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Page);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", ServicesStub.Password);
        request.Headers.TryAddWithoutValidation("X-Session-Since", "2026-05-04T10:00:00.0000000+00:00");
        request.Headers.TryAddWithoutValidation("User-Agent", "Mozilla/5.0 <b>");

        using var response = await Admin.SendAsync(request);
        var session = TextOf((await ReadPageAsync(response)).QuerySelector("section[aria-labelledby=session]")!);
        var bearer = TextOf((await GetPageAsync(Page)).QuerySelector("section[aria-labelledby=session]")!);

        Assert.Contains("since 2 hours ago (2026-05-04 10:00:00 UTC)", session, StringComparison.Ordinal);
        Assert.Contains("Mozilla/5.0 <b>", session, StringComparison.Ordinal);
        Assert.Contains("by a bearer, for this request", bearer, StringComparison.Ordinal);
    }
}
