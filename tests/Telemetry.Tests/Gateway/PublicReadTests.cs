using System.Net;

namespace Telemetry.Tests.Gateway;

/// <summary>What PUBLIC_DASHBOARD opens, and to whom.</summary>
public sealed class PublicReadTests(PublicReadTests.OpenApp app) : IClassFixture<PublicReadTests.OpenApp>
{
    [Theory]
    [InlineData("/api/dashboard")]
    [InlineData("/api/records")]
    [InlineData("/api/scripts")]
    [InlineData("/api/errors")]
    [InlineData("/api/repo-slugs")]
    [InlineData("/api/exit-codes")]
    [InlineData("/api/cleanup/status")]
    [InlineData("/metrics")]
    [InlineData("/stats/architecture")]
    [InlineData("/api/v1/admin/stats")]
    [InlineData("/api/v1/admin/starts")]
    [InlineData("/api/v1/admin/metrics/ghost")]
    [InlineData("/api/v1/admin/applications")]
    [InlineData("/api/v1/admin/applications/ghost")]
    public async Task Everybody_reads_the_sums_and_the_service_knows_that_it_is_not_the_admin(string target)
    {
        using var open = await app.NewClient().GetAsync($"{target}?who=everybody");
        using var admins = await SendAsync("GET", $"{target}?who=admin", $"Bearer {GatewayApp.Password}");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (open.StatusCode, admins.StatusCode));
        Assert.Equal(("no-store", "no-store"), (open.Headers.CacheControl?.ToString(), admins.Headers.CacheControl?.ToString()));
        Assert.False(Received($"{target}?who=everybody").Headers.ContainsKey("Authorization"));
        Assert.Equal($"Bearer {GatewayApp.Password}", Received($"{target}?who=admin").Headers["Authorization"]);
    }

    [Theory]
    [InlineData("GET", "/dashboard/runs/failures", HttpStatusCode.Redirect)]
    [InlineData("GET", "/dashboard/applications/ghost/settings", HttpStatusCode.Redirect)]
    [InlineData("GET", "/dashboard/instances/1", HttpStatusCode.Redirect)]
    [InlineData("POST", "/dashboard/runs", HttpStatusCode.Redirect)]
    [InlineData("DELETE", "/api/v1/admin/quarantine?reason=x", HttpStatusCode.Unauthorized)]
    [InlineData("DELETE", "/api/v1/admin/quarantine/1", HttpStatusCode.Unauthorized)]
    [InlineData("POST", "/api/v1/admin/quarantine/1/replay", HttpStatusCode.Unauthorized)]
    [InlineData("GET", "/deployments", HttpStatusCode.Unauthorized)]
    [InlineData("GET", "/api/v1/admin/instances", HttpStatusCode.Unauthorized)]
    [InlineData("GET", "/api/v1/admin/instances/1", HttpStatusCode.Unauthorized)]
    [InlineData("GET", "/api/v1/admin/quarantine", HttpStatusCode.Unauthorized)]
    [InlineData("GET", "/api/v1/admin/export/runs", HttpStatusCode.Unauthorized)]
    [InlineData("PUT", "/api/v1/admin/applications/ghost", HttpStatusCode.Unauthorized)]
    [InlineData("POST", "/api/v1/admin/applications/ghost/refresh-stars", HttpStatusCode.Unauthorized)]
    [InlineData("POST", "/api/v1/admin/import/runs", HttpStatusCode.Unauthorized)]
    [InlineData("POST", "/api/v1/admin/instances/1/approve", HttpStatusCode.Unauthorized)]
    [InlineData("POST", "/api/v1/admin/instances/1/revoke", HttpStatusCode.Unauthorized)]
    [InlineData("DELETE", "/api/v1/admin/instances/1", HttpStatusCode.Unauthorized)]
    [InlineData("POST", "/api/cleanup/run", HttpStatusCode.Unauthorized)]
    [InlineData("GET", "/api/alerts", HttpStatusCode.Unauthorized)]
    [InlineData("POST", "/api/alerts/test", HttpStatusCode.Unauthorized)]
    [InlineData("GET", "/api/v1/admin/incidents", HttpStatusCode.Unauthorized)]
    [InlineData("GET", "/api/v1/admin/alert-rules", HttpStatusCode.Unauthorized)]
    [InlineData("PUT", "/api/v1/admin/alert-rules/silence", HttpStatusCode.Unauthorized)]
    public async Task Everything_else_stays_the_admins(string method, string target, HttpStatusCode expected)
    {
        using var answer = await SendAsync(method, target, authorization: null);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Theory]
    [InlineData("Bearer wrong")]
    [InlineData("Bearer ")]
    [InlineData("Bearer")]
    [InlineData("Basic YWRtaW46")]
    public async Task A_wrong_password_is_not_taken_for_none(string authorization)
    {
        using var answer = await SendAsync("GET", "/api/dashboard?who=wrong", authorization);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.DoesNotContain(app.Aggregation.Requests, r => r.Target == "/api/dashboard?who=wrong");
    }

    [Fact]
    public async Task Wrong_passwords_lock_out_here_as_everywhere_and_everybody_else_reads_on()
    {
        var guesser = app.NewClient();
        for (var i = 0; i < 5; i++)
        {
            using var wrong = await SendAsync("GET", "/api/dashboard", "Bearer wrong", guesser);
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        }

        using var locked = await SendAsync("GET", "/api/dashboard", $"Bearer {GatewayApp.Password}", guesser);
        using var without = await guesser.GetAsync("/api/dashboard");

        Assert.Equal(HttpStatusCode.TooManyRequests, locked.StatusCode);
        Assert.Equal(HttpStatusCode.OK, without.StatusCode);
    }

    [Fact]
    public async Task A_session_makes_an_admin_and_one_that_is_over_one_of_everybody()
    {
        var browser = app.NewClient();
        using var login = await AccessTests.LogInAsync(browser, GatewayApp.Password);
        var cookie = login.Headers.GetValues("Set-Cookie").Single().Split(';')[0];

        using var inSession = await SendWithCookieAsync(browser, "/api/dashboard?who=session", cookie);
        using var afterwards = await SendWithCookieAsync(browser, "/api/dashboard?who=former", cookie[..^8]);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (inSession.StatusCode, afterwards.StatusCode));
        Assert.True(Received("/api/dashboard?who=session").Headers.ContainsKey("Authorization"));
        Assert.False(Received("/api/dashboard?who=former").Headers.ContainsKey("Authorization"));
    }

    [Theory]
    [InlineData("/dashboard")]
    [InlineData("/dashboard/applications/ghost")]
    [InlineData("/dashboard/runs")]
    [InlineData("/dashboard/starts")]
    public async Task So_are_the_pages_of_sums(string page)
    {
        using var open = await app.NewClient().GetAsync($"{page}?who=everybody");
        using var admins = await SendAsync("GET", $"{page}?who=admin", $"Bearer {GatewayApp.Password}");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (open.StatusCode, admins.StatusCode));
        Assert.False(app.Dashboard.Requests.Single(r => r.Target == $"{page}?who=everybody").Headers.ContainsKey("Authorization"));
        Assert.True(app.Dashboard.Requests.Single(r => r.Target == $"{page}?who=admin").Headers.ContainsKey("Authorization"));
    }

    private Downstream.Received Received(string target) => app.Aggregation.Requests.Single(r => r.Target == target);

    private static Task<HttpResponseMessage> SendWithCookieAsync(HttpClient browser, string target, string cookie)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, target);
        request.Headers.Add("Cookie", cookie);
        return browser.SendAsync(request);
    }

    private Task<HttpResponseMessage> SendAsync(string method, string target, string? authorization, HttpClient? client = null)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), target);
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return (client ?? app.NewClient()).SendAsync(request);
    }

    public sealed class OpenApp : GatewayApp
    {
        public OpenApp() => Settings["PUBLIC_DASHBOARD"] = "true";
    }
}
