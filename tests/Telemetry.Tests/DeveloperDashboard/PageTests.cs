using System.Net;
using System.Net.Http.Headers;
using Telemetry.Tests.Fixtures;

namespace Telemetry.Tests.DeveloperDashboard;

public sealed class PageTests(DashboardServer server) : IClassFixture<DashboardServer>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("/")]
    [InlineData("/resources/web")]
    [InlineData("/console/web")]
    [InlineData("/logs")]
    [InlineData("/traces")]
    [InlineData("/metrics")]
    public async Task Who_has_not_followed_the_link_sees_nothing(string path)
    {
        using var stranger = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = server.Browser.BaseAddress };

        using var answer = await stranger.GetAsync(new Uri(path, UriKind.Relative));
        using var wrong = await stranger.GetAsync(new Uri("/login?t=token-of-another-run", UriKind.Relative));
        using var command = await stranger.PostAsync(new Uri("/resources/web", UriKind.Relative), content: null);

        Assert.Equal((HttpStatusCode.Redirect, $"/login?to={Uri.EscapeDataString(path)}"), (answer.StatusCode, answer.Headers.Location?.ToString()));
        Assert.Equal((HttpStatusCode.Unauthorized, false), (wrong.StatusCode, wrong.Headers.Contains("Set-Cookie")));
        Assert.Equal(HttpStatusCode.Unauthorized, command.StatusCode);
    }

    [Theory]
    [InlineData("Running", "true", "Running", "Stop Restart")]
    [InlineData("Running", "false", "Running, not healthy", "Stop Restart")]
    [InlineData("Waiting", "null", "Waiting", "Stop Restart")]
    [InlineData("Exited", "null", "Exited with code 134", "Start Stop")]
    [InlineData("FailedToStart", "null", "Cannot start", "Start Stop")]
    [InlineData("Finished", "null", "Stopped", "Start")]
    public async Task A_resource_looks_as_it_is_and_takes_the_commands_that_make_sense(string state, string health, string shown, string commands)
    {
        await server.LogInAsync();
        var name = $"web-{state}-{health}";
        await server.TellAsync($$"""{"resource":{"name":"{{name}}","position":1,"type":"Project","state":"{{state}}","isHealthy":{{health}},"exitCode":134,"urls":["http://localhost:1"]} }""");
        await Eventually.TrueAsync("it is shown", Soon, async () => (await server.GetPageAsync("/")).QuerySelector($"#resource-{name}") is not null);

        var row = (await server.GetPageAsync("/")).QuerySelector($"#resource-{name}")!;

        Assert.Equal(shown, row.QuerySelector(".state")!.TextContent);
        Assert.Equal(commands, string.Join(' ', row.QuerySelectorAll("button").Select(button => button.TextContent)));
        Assert.Equal("http://localhost:1", row.QuerySelector("td a[target]")!.TextContent);
    }

    [Theory]
    [InlineData(null, null, true)]
    [InlineData("same-origin", null, true)]
    [InlineData("same-site", null, false)]
    [InlineData("cross-site", null, false)]
    [InlineData(null, "http://localhost:8080", false)]
    public async Task A_command_comes_from_our_own_pages(string? site, string? origin, bool isTaken)
    {
        await server.LogInAsync();
        var name = $"job-{site}-{origin?.Length}";
        await server.TellAsync($$"""{"resource":{"name":"{{name}}","position":2,"type":"Project","state":"Running"} }""");
        await Eventually.TrueAsync("it is known", Soon, async () => (await server.GetPageAsync("/")).QuerySelector($"#resource-{name}") is not null);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/resources/{name}") { Content = new FormUrlEncodedContent([new("command", "Restart")]) };
        if (site is not null)
            request.Headers.Add("Sec-Fetch-Site", site);
        if (origin is not null)
            request.Headers.Add("Origin", origin);

        using var answer = await server.Browser.SendAsync(request);

        Assert.Equal(isTaken ? HttpStatusCode.Redirect : HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal(isTaken, server.Commands.Contains($$"""{"resource":"{{name}}","kind":"Restart"}""", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_page_that_has_not_changed_is_not_sent_again()
    {
        await server.LogInAsync();
        using var first = await server.Browser.GetAsync(new Uri("/logs", UriKind.Relative));
        using var again = new HttpRequestMessage(HttpMethod.Get, "/logs") { Headers = { IfNoneMatch = { EntityTagHeaderValue.Parse(first.Headers.ETag!.ToString()) } } };

        using var second = await server.Browser.SendAsync(again);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Fact]
    public async Task A_late_viewer_of_a_console_sees_what_was_written_before_and_then_what_comes()
    {
        await server.LogInAsync();
        await server.TellAsync("""{"resource":{"name":"talker","position":3,"type":"Project","state":"Running"}}""");
        await TellLineAsync("\\u001b[31mfirst\\u001b[0m <b>");
        await Eventually.TrueAsync("the first line", Soon, async () => (await server.GetPageAsync("/console/talker")).QuerySelector(".line") is not null);
        var page = await server.GetPageAsync("/console/talker");
        await TellLineAsync("second");
        var more = "";
        await Eventually.TrueAsync("the second line", Soon, async () => (more = await TextAsync("Lines&after=1")).Contains("second", StringComparison.Ordinal));

        Assert.Equal("first <b>", page.QuerySelector(".line > span")!.TextContent);
        Assert.Equal("first", page.QuerySelector(".ansi-31")!.TextContent);
        Assert.Equal("1", page.QuerySelector("#console")!.GetAttribute("data-last"));
        Assert.DoesNotContain("first", more, StringComparison.Ordinal);
        Assert.Equal("2026-03-01T12:00:00.0000000+00:00 first <b>\n2026-03-01T12:00:00.0000000+00:00 second\n", await TextAsync("Download"));
    }

    private Task TellLineAsync(string text) => server.TellAsync($$"""{"console":{"resource":"talker","at":"2026-03-01T12:00:00Z","text":"{{text}}"} }""");

    private Task<string> TextAsync(string handler) => server.Browser.GetStringAsync(new Uri($"/console/talker?handler={handler}", UriKind.Relative));
}
