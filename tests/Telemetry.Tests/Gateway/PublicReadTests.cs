namespace Telemetry.Tests.Gateway;

/// <summary>The routes that PUBLIC_DASHBOARD opens to the public.</summary>
public sealed class PublicReadTests(RouteAccessTests.PublicApp app) : IClassFixture<RouteAccessTests.PublicApp>
{
    [Theory]
    [InlineData("Bearer wrong")]
    [InlineData("Bearer ")]
    [InlineData("Bearer")]
    [InlineData("Basic YWRtaW46")]
    public async Task A_wrong_password_on_a_public_route_returns_401(string authorization)
    {
        using var response = await SendAsync("GET", "/api/dashboard?who=wrong", authorization);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.DoesNotContain(app.Aggregation.Requests, r => r.Target == "/api/dashboard?who=wrong");
    }

    [Fact]
    public async Task Wrong_passwords_on_a_public_route_lock_out_the_admin_but_not_the_public()
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
    public async Task A_valid_session_reads_as_the_admin_and_an_invalid_one_as_the_public()
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
    [InlineData("GET", "/dashboard/runs/failures")]
    [InlineData("GET", "/dashboard/applications/ghost/settings")]
    [InlineData("POST", "/dashboard/runs")]
    public async Task A_page_next_to_a_public_page_still_requires_the_admin(string method, string target)
    {
        using var response = await SendAsync(method, target, authorization: null);

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
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
}
