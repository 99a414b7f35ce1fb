using System.Globalization;

namespace Telemetry.Tests.Gateway;

public sealed class AccessTests(GatewayApp app) : IClassFixture<GatewayApp>
{
    [Theory]
    [InlineData("Bearer wrong")]
    [InlineData("Bearer ")]
    [InlineData("Bearer")]
    [InlineData("Basic YWRtaW46Y29ycmVjdCBob3JzZSBiYXR0ZXJ5IHN0YXBsZQ==")]
    [InlineData("Bearer correct horse, \"battery\"; staple=")]
    [InlineData("Bearer correct horse, \"battery\"; staple=1,")]
    [InlineData("Bearer Correct horse, \"battery\"; staple=1")]
    [InlineData("Bearer correct horse")]
    public async Task A_wrong_authorization_header_returns_401(string authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/admin/stats");
        request.Headers.TryAddWithoutValidation("Authorization", authorization);

        using var response = await app.NewClient().SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData("/dashboard", "/login?returnUrl=%2Fdashboard")]
    [InlineData("/dashboard/instances?q=a%20b&page=2", "/login?returnUrl=%2Fdashboard%2Finstances%3Fq%3Da%2520b%26page%3D2")]
    public async Task A_browser_without_a_session_is_redirected_to_the_login_page(string target, string login)
    {
        using var response = await app.NewClient().GetAsync(target);

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal(login, response.Headers.Location?.OriginalString);
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task The_login_page_works_without_script_and_labels_its_field()
    {
        using var response = await app.NewClient().GetAsync("/login");
        var page = await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("""<label for="password">""", page, StringComparison.Ordinal);
        Assert.Contains("""autocomplete="current-password" """.TrimEnd(), page, StringComparison.Ordinal);
        // The only script applies the stored theme.
        Assert.DoesNotContain(
            "<script",
            page.Replace("<script src=\"/assets/theme.js\"></script>", "", StringComparison.Ordinal),
            StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("style=", page, StringComparison.OrdinalIgnoreCase);
        Assert.True(response.Headers.CacheControl?.NoStore);
        using var style = await app.NewClient().GetAsync("/login.css");
        Assert.Equal("text/css", style.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_session_lasts_twelve_hours_and_is_renewed_by_use()
    {
        var browser = app.NewClient();
        using var login = await LogInAsync(browser, GatewayApp.Password);
        var cookie = CookieOf(login);

        Assert.Equal(HttpStatusCode.OK, await VisitAsync(browser, cookie));
        app.Time.Advance(TimeSpan.FromHours(7));
        using var used = await GetAsync(browser, "/dashboard", cookie);
        var renewed = CookieOf(used);
        app.Time.Advance(TimeSpan.FromHours(6));
        Assert.Equal(HttpStatusCode.Redirect, await VisitAsync(browser, cookie));
        Assert.Equal(HttpStatusCode.OK, await VisitAsync(browser, renewed));
        app.Time.Advance(TimeSpan.FromHours(12));
        Assert.Equal(HttpStatusCode.Redirect, await VisitAsync(browser, renewed));
    }

    [Fact]
    public async Task The_session_cookie_is_http_only_and_same_site()
    {
        using var login = await LogInAsync(app.NewClient(), GatewayApp.Password);

        var cookie = login.Headers.GetValues("Set-Cookie").Single();
        Assert.StartsWith("telemetry-admin=", cookie, StringComparison.Ordinal);
        Assert.Equal(["httponly", "path=/", "samesite=lax"], cookie.Split("; ").Skip(1).Order());
    }

    [Fact]
    public async Task A_service_receives_the_admin_bearer_instead_of_the_session_cookie()
    {
        var browser = app.NewClient();
        using var login = await LogInAsync(browser, GatewayApp.Password);
        app.Reset();

        await VisitAsync(browser, CookieOf(login));

        var received = app.Dashboard.Requests.Single();
        Assert.Equal($"Bearer {GatewayApp.Password}", received.Headers["Authorization"]);
        Assert.False(received.Headers.ContainsKey("Cookie"));
        Assert.Equal(app.Time.GetUtcNow(), DateTimeOffset.Parse(received.Headers["X-Session-Since"], CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_session_survives_a_restart_and_ends_when_the_password_changes()
    {
        await using var next = await GatewayApp.StartAsync();
        await using var other = await GatewayApp.StartAsync(("ADMIN_PASSWORD", "another"));
        using var login = await LogInAsync(app.NewClient(), GatewayApp.Password);
        var cookie = CookieOf(login);
        next.Time.SetUtcNow(app.Time.GetUtcNow());
        other.Time.SetUtcNow(app.Time.GetUtcNow());

        Assert.Equal(HttpStatusCode.OK, await VisitAsync(next.NewClient(), cookie));
        Assert.Equal(HttpStatusCode.Redirect, await VisitAsync(other.NewClient(), cookie));
    }

    [Fact]
    public async Task A_modified_session_cookie_is_rejected()
    {
        using var login = await LogInAsync(app.NewClient(), GatewayApp.Password);
        var cookie = CookieOf(login);
        var middle = cookie.Length / 2;

        var changed = $"{cookie[..middle]}{(cookie[middle] == 'A' ? 'B' : 'A')}{cookie[(middle + 1)..]}";

        Assert.Equal(HttpStatusCode.Redirect, await VisitAsync(app.NewClient(), changed));
    }

    [Fact]
    public async Task Logging_out_deletes_the_session_cookie()
    {
        using var response = await app.NewClient().PostAsync("/logout", null);

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal("/login", response.Headers.Location?.OriginalString);
        Assert.StartsWith(
            "telemetry-admin=; expires=Thu, 01 Jan 1970", response.Headers.GetValues("Set-Cookie").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "/dashboard")]
    [InlineData("", "/dashboard")]
    [InlineData("/dashboard/instances?page=2", "/dashboard/instances?page=2")]
    [InlineData("https://evil.example/", "/dashboard")]
    [InlineData("//evil.example/", "/dashboard")]
    [InlineData("/\\evil.example/", "/dashboard")]
    [InlineData("\\\\evil.example/", "/dashboard")]
    [InlineData("/\t/evil.example/", "/dashboard")]
    [InlineData("/\n/evil.example/", "/dashboard")]
    [InlineData("~//evil.example/", "/dashboard")]
    [InlineData(" //evil.example/", "/dashboard")]
    [InlineData("http:evil.example", "/dashboard")]
    [InlineData("javascript:alert(1)", "/dashboard")]
    [InlineData("dashboard", "/dashboard")]
    public async Task Login_redirects_only_to_local_pages(string? returnUrl, string expected)
    {
        var query = returnUrl is null ? "" : $"?returnUrl={Uri.EscapeDataString(returnUrl)}";

        using var response = await LogInAsync(app.NewClient(), GatewayApp.Password, query);

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal(expected, response.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task A_wrong_password_is_reported_on_the_login_page()
    {
        using var response = await LogInAsync(app.NewClient(), "wrong");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains("That is not the password.", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Theory]
    [InlineData("same-origin", null, true)]
    [InlineData("none", null, true)]
    [InlineData("same-site", null, false)]
    [InlineData("cross-site", null, false)]
    [InlineData("cross-site", "http://localhost:{port}", false)]
    [InlineData("same-origin", "https://evil.example", true)]
    [InlineData(null, "http://localhost:{port}", true)]
    [InlineData(null, "https://localhost:{port}", true)]
    [InlineData(null, "http://localhost:1", false)]
    [InlineData(null, "http://localhost:{port}.evil.example", false)]
    [InlineData(null, "http://evil.example", false)]
    [InlineData(null, "null", false)]
    [InlineData(null, "garbage", false)]
    [InlineData(null, null, true)]
    public async Task A_write_from_another_site_is_forbidden_despite_the_session_cookie(string? fetchSite, string? origin, bool passes)
    {
        var browser = app.NewClient();
        using var login = await LogInAsync(browser, GatewayApp.Password);
        foreach (var (method, target) in new[]
        {
            ("POST", "/dashboard/instances/1"),
            ("DELETE", "/api/v1/admin/instances/1"),
            ("PUT", "/api/v1/admin/applications/a"),
            ("POST", "/logout"),
            ("POST", "/login"),
        })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), target);
            request.Headers.Add("Cookie", CookieOf(login));
            if (fetchSite is not null)
                request.Headers.Add("Sec-Fetch-Site", fetchSite);
            if (origin is not null)
                request.Headers.Add("Origin", origin.Replace("{port}", $"{app.Endpoint.Port}", StringComparison.Ordinal));

            using var response = await browser.SendAsync(request);

            Assert.Equal(passes, response.StatusCode != HttpStatusCode.Forbidden);
        }
    }

    [Fact]
    public async Task A_link_from_another_site_keeps_the_session()
    {
        var browser = app.NewClient();
        using var login = await LogInAsync(browser, GatewayApp.Password);
        browser.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");

        Assert.Equal(HttpStatusCode.OK, await VisitAsync(browser, CookieOf(login)));
    }

    [Fact]
    public async Task A_request_with_a_bearer_passes_from_any_origin()
    {
        var tool = app.NewAdmin();
        tool.DefaultRequestHeaders.Add("Origin", "https://tools.example");

        using var response = await tool.DeleteAsync("/api/v1/admin/instances/1");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_client_post_passes_from_any_origin_without_its_authorization_header()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/register")
        {
            Headers = { Authorization = new("Bearer", "wrong") },
        };
        request.Headers.Add("Origin", "https://ghost.example");
        request.Headers.Add("Sec-Fetch-Site", "cross-site");

        using var response = await app.NewClient().SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.All(
            app.Ingestion.Requests.Where(r => r.Target == "/v1/register"), r => Assert.False(r.Headers.ContainsKey("Authorization")));
    }

    internal static async Task<HttpResponseMessage> LogInAsync(HttpClient browser, string password, string query = "")
    {
        using var form = new FormUrlEncodedContent([new("password", password)]);
        return await browser.PostAsync($"/login{query}", form);
    }

    private static string CookieOf(HttpResponseMessage response) => response.Headers.GetValues("Set-Cookie").Single().Split(';')[0];

    private static async Task<HttpStatusCode> VisitAsync(HttpClient browser, string cookie)
    {
        using var response = await GetAsync(browser, "/dashboard", cookie);
        return response.StatusCode;
    }

    private static async Task<HttpResponseMessage> GetAsync(HttpClient browser, string target, string cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, target);
        request.Headers.Add("Cookie", cookie);
        return await browser.SendAsync(request);
    }
}
