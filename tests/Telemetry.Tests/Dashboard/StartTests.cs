namespace Telemetry.Tests.Dashboard;

public sealed class StartTests : DashboardTest
{
    [Fact]
    public async Task Shows_the_sums_and_the_newest_starts()
    {
        RecordedStarts.Say(Services);

        var page = await GetPageAsync("/dashboard/starts");

        Assert.Equal(["Starts=4,000", "Instances=3,000", "Average start-up=8.1 s"], Cards(page));
        Assert.Equal([["x86_64", "3,000", "75%", ""], ["aarch64", "1,000", "25%", ""]], Rows(page, "architectures"));
        Assert.Equal(
            [["1 hour ago", "x86_64", "x86_64", "x86_64", "years", "x86_64"], ["2 hours ago", "1.0", "arm", "–none", "850 ms", "i"]],
            Rows(page, "newest"));
    }

    [Fact]
    public async Task Without_starts_it_says_what_to_do_next()
    {
        Services.Say("/metrics", "{}");
        Services.Say("/deployments", "[]");

        var page = await GetPageAsync("/dashboard/starts");

        Assert.Equal("https://telemetry.example/collect", Words(page.QuerySelector("pre")!));
    }
}
