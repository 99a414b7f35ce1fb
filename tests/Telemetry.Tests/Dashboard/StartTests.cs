using Telemetry.Contracts.Reads;

namespace Telemetry.Tests.Dashboard;

public sealed class StartTests(DashboardFixture dashboard) : DashboardTest(dashboard), IClassFixture<DashboardFixture>
{
    [Fact]
    public async Task The_start_page_shows_sums_and_the_newest_starts()
    {
        SampleStarts.AddTo(Services);

        var page = await GetPageAsync("/dashboard/starts");

        Assert.Equal(["Starts=4,000", "New instances=3,000", "Average start-up=8.1 s", "Slow start-up=20 s"], Cards(page));
        Assert.Equal(
            [
                "20% fewer than the 30 days before", "as the 30 days before", "1 s longer than the 30 days before",
                "95 of 100 took no longer (95th percentile)",
            ],
            page.QuerySelectorAll(".card .note:last-child").Select(TextOf));
        Assert.Equal(
            [["2026-05-03", "–none", "–none"], ["2026-05-04", "8.12 s", "20 s"]],
            ChartRows(page, "times"));
        Assert.Equal([["x86_64", "3,000", "75%", ""], ["aarch64", "1,000", "25%", ""]], Rows(page, "architectures"));
        Assert.Equal(
            [["1 hour ago", "x86_64", "x86_64", "x86_64", "years", "x86_64"], ["2 hours ago", "1.0", "arm", "–none", "850 ms", "i"]],
            Rows(page, "newest"));
    }

    [Theory]
    [InlineData("?days=7", "7")]
    [InlineData("", "30")]
    [InlineData("?days=8", "30")]
    [InlineData("?days=x", "30")]
    public async Task The_chosen_days_are_requested(string query, string days)
    {
        SampleStarts.AddTo(Services);

        await GetPageAsync($"/dashboard/starts{query}");

        Assert.Contains($"GET /api/v1/admin/starts?days={days}", Services.Requests);
    }

    [Fact]
    public async Task An_empty_start_page_shows_the_next_steps()
    {
        Services.Respond("starts", new StartSeries());
        Services.Respond("/deployments", Array.Empty<Start>());

        var page = await GetPageAsync("/dashboard/starts");

        Assert.Equal("https://telemetry.example/collect", TextOf(page.QuerySelector("pre")!));
    }
}
