using System.Text.Json;
using Microsoft.Playwright;
using Telemetry.EndToEnd.Fixtures;
using Telemetry.Tests.Fixtures;

namespace Telemetry.EndToEnd;

/// <summary>Requests to the gateway from a page of another site, in a real browser.</summary>
[Collection(SharedPlatform.Collection)]
public sealed class CrossOriginTests(SharedPlatform shared)
{
    private const string Start =
        """
        {"instance_id":"posted-by-a-page","image_version":"10.2","architecture":"x86_64","container_runtime":"","startup_time_ms":1450,
         "db_type":"postgres","telemetry_version":"1"}
        """;

    private readonly Platform _platform = shared.Platform;

    [Fact]
    public async Task A_page_of_another_site_can_post_a_start_and_nothing_else()
    {
        await using var site = await OtherSite.StartAsync();
        await using var browser = await Browser.OpenAsync(site.Address);
        await browser.Page.GotoAsync("/");

        Assert.Equal("""200 {"status":"success","message":"Telemetry collected"}""", await PostAsync(browser.Page, "/collect", Start));
        Assert.StartsWith(
            """400 {"status":"error","message":"instance_id""", await PostAsync(browser.Page, "/collect", "{}"), StringComparison.Ordinal);
        Assert.StartsWith(
            """413 {"status":"error","message":"The body is too large""",
            await PostAsync(browser.Page, "/collect", new string(' ', 70_000)),
            StringComparison.Ordinal);
        Assert.Equal(
            "blocked",
            await PostAsync(browser.Page, "/telemetry", """{"random_id":"page","type":"lxc","nsapp":"page","status":"success"}"""));
        Assert.Equal("blocked", await PostAsync(browser.Page, "/v1/register", "{}"));

        await Eventually.GetAsync(
            () => _platform.ReadAsync("/deployments"),
            starts => starts.ValueKind == JsonValueKind.Array
                && starts.EnumerateArray().Count(start => start.GetProperty("instance_id").GetString() == "posted-by-a-page") == 1,
            "the start that the page posted");
    }

    private Task<string> PostAsync(IPage page, string path, string body) => page.EvaluateAsync<string>(
        """
        async ([url, body]) => {
          try {
            const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
            return response.status + ' ' + await response.text();
          } catch {
            return 'blocked';
          }
        }
        """,
        new[] { new Uri(_platform.Gateway, path).ToString(), body });
}
