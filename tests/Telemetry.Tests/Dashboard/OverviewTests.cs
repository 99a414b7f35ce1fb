using AngleSharp.Dom;

namespace Telemetry.Tests.Dashboard;

public sealed class OverviewTests(DashboardFixture dashboard) : DashboardTest(dashboard), IClassFixture<DashboardFixture>
{
    [Fact]
    public async Task The_overview_shows_totals_and_a_row_for_each_application()
    {
        Services.Respond("overview", Sample.Overview(
            12_345,
            1_200,
            Sample.Row("Many", "many", 1_197, over: [1196, 1200, 1197]),
            Sample.Row("Few", "few", 3, version: "", over: [0, 0, 0])));

        var page = await GetPageAsync("/dashboard");

        Assert.Equal(["Applications=2", "Instances=12,345", "Active instances=1,200", "Runs=4,321", "Starts=77"], Cards(page));
        Assert.Equal(
            [
                ["M Many", "1,196 2 days ago, 1,197 today", "1,197 / 1,204", "1.2.0 <1%", "3 minutes ago", "–none"],
                ["F Few", "–none", "3 / 1,204", "–none", "3 minutes ago", "–none"],
            ],
            Rows(page, "list"));
        Assert.Equal("/dashboard/applications/many", page.QuerySelector("tbody a")!.GetAttribute("href"));
    }

    [Fact]
    public async Task The_overview_draws_a_sparkline_of_the_active_instances()
    {
        Services.Respond("overview", Sample.Overview(1, 1, Sample.Row(over: [0, 2, 4, 1])));

        var page = await GetPageAsync("/dashboard");

        Assert.Equal("0,22 33.3,12 66.7,2 100,17", page.QuerySelector("svg.sparkline polyline")!.GetAttribute("points"));
        Assert.Equal("true", page.QuerySelector("svg.sparkline")!.GetAttribute("aria-hidden"));
    }

    [Theory]
    [InlineData("wiki", "W")]
    [InlineData("\u202E\u2066 élan", "É")]
    [InlineData("🦊 7", "7")]
    [InlineData("<>", "·")]
    public async Task The_avatar_of_an_application_is_its_first_letter(string name, string letter)
    {
        Services.Respond("overview", Sample.Overview(1, 1, Sample.Row(name)));

        Assert.Equal(letter, (await GetPageAsync("/dashboard")).QuerySelector(".avatar")!.Text());
    }

    [Fact]
    public async Task A_relative_time_has_the_exact_time_as_its_title()
    {
        Services.Respond("overview", Sample.Overview(1, 1, Sample.Row()));

        var page = await GetPageAsync("/dashboard");

        var time = page.QuerySelector("tbody time")!;
        Assert.Equal("2026-05-04T11:57:00Z", time.GetAttribute("datetime"));
        Assert.Equal("2026-05-04 11:57:00 UTC", time.GetAttribute("title"));
    }

    [Theory]
    [InlineData("wiki", "Wiki")]
    [InlineData(" BLOG ", "Blog")]
    [InlineData("i", "Wiki")]
    public async Task Applications_are_found_by_a_part_of_the_name(string search, string found)
    {
        Services.Respond("overview", Sample.Overview(2, 2, Sample.Row("Wiki"), Sample.Row("Blog", "blog")));

        var page = await GetPageAsync($"/dashboard?q={Uri.EscapeDataString(search)}");

        Assert.Equal([$"{found[0]} {found}"], Rows(page, "list").Select(row => row[0]));
        Assert.Equal(search.Trim(), page.QuerySelector("input[name=q]")!.GetAttribute("value"));
    }

    [Fact]
    public async Task A_search_without_results_shows_an_empty_state()
    {
        Services.Respond("overview", Sample.Overview(1, 1, Sample.Row()));

        var page = await GetPageAsync("/dashboard?q=%3Cb%3Enone");

        Assert.Contains("contains <b>none", TextOf(page.QuerySelector(".empty")!), StringComparison.Ordinal);
        Assert.NotNull(page.QuerySelector(".empty a[href='/dashboard']"));
    }

    [Fact]
    public async Task An_empty_overview_shows_the_next_steps()
    {
        var page = await GetPageAsync("/dashboard");

        var commands = page.QuerySelectorAll("pre").Select(TextOf).ToArray();
        Assert.Equal("https://telemetry.example", commands[0]);
        Assert.Equal("dotnet run --project tools/Fleet -- --instances 20 --gateway https://telemetry.example", commands[1]);
        Assert.StartsWith("server=https://telemetry.example id=", commands[2], StringComparison.Ordinal);
        Assert.Contains("--data-binary @body.json", commands[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_overview_shows_a_hundred_applications_on_a_page()
    {
        var applications = Enumerable.Range(0, 250).Select(i => Sample.Row($"Application {i:000}", $"application-{i}"));
        Services.Respond("overview", Sample.Overview(250, 250, [.. applications]));

        var page = await GetPageAsync("/dashboard?p=2&q=application");

        Assert.Equal("A Application 100", Rows(page, "list")[0][0]);
        Assert.Equal(100, Rows(page, "list").Count);
        Assert.Equal("101 to 200 of 250", page.QuerySelector(".pager p")!.Text());
        Assert.Equal("/dashboard?q=application", page.QuerySelector(".pager a[rel=prev]")!.GetAttribute("href"));
        Assert.Equal("/dashboard?q=application&p=3", page.QuerySelector(".pager a[rel=next]")!.GetAttribute("href"));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("99999999999999999999")]
    [InlineData("2147483647")]
    [InlineData("x")]
    public async Task An_invalid_page_number_is_accepted(string number)
    {
        Services.Respond("overview", Sample.Overview(1, 1, Sample.Row()));

        using var response = await Admin.GetAsync($"/dashboard?p={number}");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_page_is_not_cached()
    {
        using var response = await Admin.GetAsync("/dashboard");

        Assert.True(response.Headers.CacheControl!.NoStore);
    }
}
