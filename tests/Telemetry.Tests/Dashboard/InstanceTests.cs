using AngleSharp.Dom;

namespace Telemetry.Tests.Dashboard;

public sealed class InstanceTests(DashboardFixture dashboard) : DashboardTest(dashboard), IClassFixture<DashboardFixture>
{
    private const string Response = $"instances/{Sample.Id}";
    private const string Page = $"/dashboard/instances/{Sample.Id}";

    [Fact]
    public async Task The_instance_page_shows_the_facts_of_the_instance()
    {
        Services.Respond(Response, Sample.Instance());

        var page = await GetPageAsync(Page);

        Assert.Equal(
            [
                $"Id={Sample.Id}", "Application=Wiki", "Version=1.2.0", "Platform=linux/amd64", "Mode=docker", "Environment=production",
                "Registered=4 months ago (2026-01-02 03:04:05 UTC)", "Last seen=2 hours ago (2026-05-04 10:00:00 UTC)",
            ],
            Pairs(page, "facts"));
        Assert.Equal($"/dashboard/applications/{Sample.Slug}", page.QuerySelectorAll(".path a")[1].GetAttribute("href"));
    }

    [Fact]
    public async Task Numbers_labels_and_system_metrics_are_shown_separately()
    {
        Services.Respond(Response, Sample.Instance(metrics:
            """
            {"users_count":1234.75,"big":12345678901234567890,"plan":"pro","empty":"","beta":true,"tags":["a"],"nothing":null,
             "sys_os":"linux","memory_mb":512}
            """));

        var page = await GetPageAsync(Page);

        Assert.Equal(["big=12,345,678,901,234,567,890", "users_count=1,234.75"], Pairs(page, "metrics"));
        Assert.Equal(["beta=true", "empty=empty", "nothing=–none", "plan=pro", "tags=[\"a\"]"], Pairs(page, "labels"));
        Assert.Equal(["memory_mb", "sys_os"], page.QuerySelectorAll("details.system dt").Select(TextOf));
        Assert.Contains("\"users_count\": 1234.75", page.QuerySelector("details pre")!.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_instance_page_shows_the_newest_snapshots()
    {
        Services.Respond(Response, Sample.Instance(snapshots:
            [Sample.Snapshot("""{"b":2,"a":1,"sys_os":"x"}"""), Sample.Snapshot("""{"a":3}""", "2026-05-04T09:00:00Z")]));

        var page = await GetPageAsync(Page);

        Assert.Equal(
            [
                ["2 hours ago (2026-05-04 10:00:00 UTC)", "1 hour ago", "1", "2"],
                ["3 hours ago (2026-05-04 09:00:00 UTC)", "1 hour ago", "3", "–none"],
            ],
            Rows(page, "snapshots"));
    }

    [Fact]
    public async Task The_instance_page_shows_the_timeline()
    {
        Services.Respond(Response, Sample.Instance());
        Services.Respond($"{Response}/timeline", Sample.Timeline());

        var page = await GetPageAsync(Page);

        Assert.Equal(
            [
                "Returned 2026-05-03", "Quiet: nothing for 7 days 2026-04-20", "Gone: nothing for 30 days 2026-04-19",
                "Changed from no version to 1.2.0 2026-04-02", "Approved again 2026-04-01 10:00:00 UTC",
                "Revoked 2026-04-01 09:00:00 UTC", "Sent its first snapshot as 1.2.0 2026-01-02",
                "Activated 2026-01-02 03:04:06 UTC", "Registered 2026-01-02 03:04:05 UTC",
            ],
            page.QuerySelectorAll(".timeline li").Select(TextOf));
    }

    [Theory]
    [InlineData("pending", "approve,revoke,delete")]
    [InlineData("active", "revoke,delete")]
    [InlineData("revoked", "approve,delete")]
    public async Task Only_commands_that_change_the_status_are_offered(string status, string offered)
    {
        Services.Respond(Response, Sample.Instance(status: status));

        var page = await GetPageAsync(Page);

        Assert.Equal(
            offered.Split(',').Select(command => $"{Page}?handler={command}"),
            page.QuerySelectorAll("main form[method=post]").Select(form => form.GetAttribute("action")));
    }

    [Fact]
    public async Task The_delete_command_is_in_a_closed_details_element()
    {
        Services.Respond(Response, Sample.Instance());

        var page = await GetPageAsync(Page);

        var fold = page.QuerySelector("form[action$='handler=delete']")!.Closest("details")!;
        Assert.False(fold.HasAttribute("open"));
    }

    [Theory]
    [InlineData("approve", "pending", "active")]
    [InlineData("revoke", "active", "revoked")]
    public async Task A_command_is_sent_and_its_effect_is_shown(string command, string before, string after)
    {
        Services.Respond(Response, Sample.Instance(status: before));
        ChangeAfterCommand(() => Services.Respond(Response, Sample.Instance(status: after)));

        using var response = await Admin.PostAsync($"{Page}?handler={command}", content: null);
        var page = await GetPageAsync(response.Headers.Location!.OriginalString);

        Assert.Contains($"POST /api/v1/admin/instances/{Sample.Id}/{command}", Services.Requests);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal(after, page.QuerySelector(".page-header .badge")!.Text());
        Assert.StartsWith($"The instance is {after} now", TextOf(page.QuerySelector("[role=status]")!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_delete_waits_for_its_effect_and_shows_the_application()
    {
        var wasGone = false;
        Services.Respond($"applications/{Sample.Slug}", Sample.Application());
        Services.Respond(Response, Sample.Instance());
        ChangeAfterCommand(() =>
        {
            wasGone = true;
            Services.Remove(Response);
        });

        using var response = await Admin.PostAsync($"{Page}?handler=delete", content: null);
        var page = await GetPageAsync(response.Headers.Location!.OriginalString);

        Assert.True(wasGone);
        Assert.Contains($"DELETE /api/v1/admin/instances/{Sample.Id}", Services.Requests);
        Assert.StartsWith($"/dashboard/applications/{Sample.Slug}?", response.Headers.Location.OriginalString, StringComparison.Ordinal);
        Assert.Equal($"Instance {Sample.Id} was deleted.", TextOf(page.QuerySelector("[role=status]")!));
    }

    [Fact]
    public async Task A_command_with_a_late_effect_polls_and_then_reports_it_as_pending()
    {
        Services.Respond(Response, Sample.Instance(status: "pending"));

        using var response = await Admin.PostAsync($"{Page}?handler=approve", content: null);
        var polls = Services.Requests.Count(
            request => request.StartsWith("GET ", StringComparison.Ordinal) && request.EndsWith(Response, StringComparison.Ordinal));
        var page = await GetPageAsync(response.Headers.Location!.OriginalString);

        Assert.InRange(polls, 2, 100);
        Assert.StartsWith(
            "The command was accepted, but is not visible yet.", TextOf(page.QuerySelector("[role=status]")!), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("approve")]
    [InlineData("revoke")]
    [InlineData("delete")]
    public async Task A_command_for_a_deleted_instance_returns_404(string command)
    {
        using var response = await Admin.PostAsync($"{Page}?handler={command}", content: null);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("Not found", (await ReadPageAsync(response)).QuerySelector("main h1")!.Text());
    }

    [Theory]
    [InlineData(Page)]
    [InlineData("/dashboard/instances/17")]
    public async Task An_unknown_instance_shows_a_404_page(string path)
    {
        using var response = await Admin.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("Not found", (await ReadPageAsync(response)).QuerySelector("main h1")!.Text());
    }

    // Applies the change at the third poll after the command, because commands take effect asynchronously over the queue.
    private void ChangeAfterCommand(Action change)
    {
        var isSent = false;
        var polls = 0;
        Services.OnRequest = request =>
        {
            isSent |= !request.StartsWith("GET ", StringComparison.Ordinal);
            if (isSent && request == $"GET /api/v1/admin/{Response}" && ++polls == 3)
                change();
        };
    }

    private static IReadOnlyList<string> Pairs(IDocument page, string section) =>
        [.. page.QuerySelectorAll($"section[aria-labelledby={section}] .pairs > div")
            .Select(pair => $"{TextOf(pair.QuerySelector("dt")!)}={TextOf(pair.QuerySelector("dd")!)}")];
}
