using AngleSharp.Dom;

namespace Telemetry.Tests.Dashboard;

public sealed class QuarantineTests : DashboardTest
{
    [Fact]
    public async Task Shows_what_was_refused_and_why()
    {
        RecordedStarts.SayQuarantine(Services);
        Services.Total = 2;

        var page = await GetPageAsync("/dashboard/quarantine");

        Assert.Equal("2 reports", Words(page.QuerySelector("#reports")!));
        Assert.Equal(["unreadable post", "run"], page.QuerySelectorAll(".entries .badge").Select(Words));
        Assert.Equal(["invalid json", "invalid json"], page.QuerySelectorAll(".entries .reason").Select(Words));
        Assert.Equal("{", page.QuerySelector(".entries pre")!.Text());
        Assert.Contains("was not kept", Words(page.QuerySelectorAll(".entries > li")[1]), StringComparison.Ordinal);
        Assert.Contains("GET /api/v1/admin/quarantine?offset=0&limit=20", Services.Asked);
    }

    [Theory]
    [InlineData("kind=run&p=3", "offset=40&limit=20&kind=run")]
    [InlineData("kind=nonsense&p=-1", "offset=0&limit=20")]
    [InlineData("p=999999999", "offset=10000&limit=20")]
    public async Task Takes_any_query(string query, string asked)
    {
        RecordedStarts.SayQuarantine(Services);

        await GetPageAsync($"/dashboard/quarantine?{query}");

        Assert.Contains($"GET /api/v1/admin/quarantine?{asked}", Services.Asked);
    }

    [Fact]
    public async Task A_long_body_is_shown_as_its_beginning()
    {
        RecordedStarts.SayQuarantine(Services, body: new string('x', 19_999) + "🦊" + new string('y', 9_000));
        Services.Total = 2;

        var page = await GetPageAsync("/dashboard/quarantine");

        Assert.Equal(new string('x', 19_999), page.QuerySelector(".entries pre")!.Text());
        Assert.Contains("29,001 characters", Words(page.QuerySelector(".entries summary")!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_one_says_that_all_is_well()
    {
        Services.Say("quarantine", "[]");

        var page = await GetPageAsync("/dashboard/quarantine");

        Assert.StartsWith("Nothing: whatever clients sent", Words(page.QuerySelector(".empty")!), StringComparison.Ordinal);
    }
}
