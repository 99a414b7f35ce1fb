using AngleSharp.Dom;
using Telemetry.Contracts.Reads;

namespace Telemetry.Tests.Dashboard;

public sealed class QuarantineTests(DashboardFixture dashboard) : DashboardTest(dashboard), IClassFixture<DashboardFixture>
{
    [Fact]
    public async Task Quarantined_reports_are_shown_with_their_reason()
    {
        SampleStarts.AddQuarantineTo(Services);
        Services.Total = 2;

        var page = await GetPageAsync("/dashboard/quarantine");

        Assert.Equal("2 reports", TextOf(page.QuerySelector("#reports")!));
        Assert.Equal(["unreadable post", "run"], page.QuerySelectorAll(".entries .badge").Select(TextOf));
        Assert.Equal(["invalid json", "invalid json"], page.QuerySelectorAll(".entries .reason").Select(TextOf));
        Assert.Equal("{", page.QuerySelector(".entries pre")!.Text());
        Assert.Contains("was not kept", TextOf(page.QuerySelectorAll(".entries > li")[1]), StringComparison.Ordinal);
        Assert.Contains("GET /api/v1/admin/quarantine?offset=0&limit=20", Services.Requests);
    }

    [Theory]
    [InlineData("kind=run&p=3", "offset=40&limit=20&kind=run")]
    [InlineData("kind=run&reason=not+JSON+%23", "offset=0&limit=20&kind=run&reason=not%20JSON%20%23")]
    [InlineData("reason=%00%0A", "offset=0&limit=20")]
    [InlineData("kind=nonsense&p=-1", "offset=0&limit=20")]
    [InlineData("p=999999999", "offset=10000&limit=20")]
    public async Task Invalid_query_parameters_are_ignored(string query, string request)
    {
        SampleStarts.AddQuarantineTo(Services);

        await GetPageAsync($"/dashboard/quarantine?{query}");

        Assert.Contains($"GET /api/v1/admin/quarantine?{request}", Services.Requests);
    }

    [Theory]
    [InlineData(0, "POST /api/v1/admin/quarantine/2/replay", """{"accepted":1,"kept":0,"reason":""}""", "1 report was accepted.")]
    [InlineData(
        0,
        "POST /api/v1/admin/quarantine/2/replay",
        """{"accepted":0,"kept":1,"reason":"<b>no</b>"}""",
        "0 reports were accepted. 1 stays in quarantine: <b>no</b>")]
    [InlineData(1, "DELETE /api/v1/admin/quarantine/2", """{"dropped":1}""", "1 report was dropped.")]
    public async Task A_report_is_replayed_or_dropped_after_a_confirmation(int form, string command, string response, string notice)
    {
        SampleStarts.AddQuarantineTo(Services);
        Services.CommandResponse = response;
        Services.Total = 2;
        var page = await GetPageAsync("/dashboard/quarantine");
        var chosen = page.QuerySelectorAll(".entries li")[0].QuerySelectorAll("details form")[form];

        Services.RespondText("quarantine/2/replay", "");
        Services.RespondText("quarantine/2", "");
        using var done = await Admin.PostAsync(chosen.GetAttribute("action"), content: null);
        var after = await GetPageAsync(done.Headers.Location!.OriginalString);

        Assert.Contains(command, Services.Requests);
        Assert.Equal(notice, TextOf(after.QuerySelector("[role=status]")!));
    }

    [Theory]
    [InlineData(
        0,
        "POST /api/v1/admin/quarantine/replay?reason=invalid%20json",
        """{"accepted":3,"kept":0,"reason":""}""",
        "3 reports were accepted.")]
    [InlineData(1, "DELETE /api/v1/admin/quarantine?reason=invalid%20json", """{"dropped":7}""", "7 reports were dropped.")]
    public async Task All_reports_of_a_reason_are_replayed_or_dropped_after_a_confirmation(
        int form, string request, string response, string notice)
    {
        SampleStarts.AddQuarantineTo(Services);
        Services.CommandResponse = response;
        Services.RespondText("quarantine/replay", "");
        var page = await GetPageAsync("/dashboard/quarantine");
        var chosen = page.QuerySelectorAll("section[aria-labelledby=reasons] details form")[form];

        var command = chosen.GetAttribute("action")!;
        using var done = await PostFormAsync(Admin, command, ("reason", chosen.QuerySelector("input")!.GetAttribute("value")!));
        using var nothing = await PostFormAsync(Admin, command, ("reason", " "));
        var after = await GetPageAsync(done.Headers.Location!.OriginalString);

        Assert.Contains(request, Services.Requests);
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, nothing.StatusCode);
        Assert.Equal(notice, TextOf(after.QuerySelector("[role=status]")!));
    }

    [Fact]
    public async Task A_long_body_is_truncated()
    {
        SampleStarts.AddQuarantineTo(Services, body: new string('x', 19_999) + "🦊" + new string('y', 9_000));
        Services.Total = 2;

        var page = await GetPageAsync("/dashboard/quarantine");

        Assert.Equal(new string('x', 19_999), page.QuerySelector(".entries pre")!.Text());
        Assert.Contains("29,001 characters", TextOf(page.QuerySelector(".entries summary")!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_quarantine_shows_an_empty_state()
    {
        Services.Respond("quarantine", Array.Empty<QuarantinedReport>());
        Services.Respond("quarantine/reasons", Array.Empty<QuarantineReason>());

        var page = await GetPageAsync("/dashboard/quarantine");

        Assert.StartsWith("Nothing: whatever clients sent", TextOf(page.QuerySelector(".empty")!), StringComparison.Ordinal);
    }
}
