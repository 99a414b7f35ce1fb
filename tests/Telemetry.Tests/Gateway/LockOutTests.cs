namespace Telemetry.Tests.Gateway;

public sealed class LockOutTests(GatewayApp app) : IClassFixture<GatewayApp>
{
    [Fact]
    public async Task Five_wrong_passwords_by_form_or_bearer_lock_an_address_out_for_fifteen_minutes()
    {
        var client = app.NewClient();
        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, await LogInAsync(client, "wrong"));
        for (var i = 0; i < 2; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(client, "wrong"));

        Assert.Equal(HttpStatusCode.TooManyRequests, await LogInAsync(client, GatewayApp.Password));
        Assert.Equal(HttpStatusCode.TooManyRequests, await CallAsync(client, GatewayApp.Password));
        app.Time.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.TooManyRequests, await CallAsync(client, GatewayApp.Password));
        app.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, await CallAsync(client, GatewayApp.Password));
    }

    [Fact]
    public async Task Attempts_during_a_lock_out_do_not_extend_it()
    {
        var client = app.NewClient();
        await FailAsync(client, 5);
        app.Time.Advance(TimeSpan.FromMinutes(10));
        await FailAsync(client, 20);

        app.Time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(HttpStatusCode.OK, await CallAsync(client, GatewayApp.Password));
    }

    [Fact]
    public async Task A_lock_out_response_states_the_remaining_time()
    {
        var client = app.NewClient();
        await FailAsync(client, 5);
        app.Time.Advance(TimeSpan.FromMinutes(4));

        using var page = await AccessTests.LogInAsync(client, GatewayApp.Password);
        using var form = await client.GetAsync("/login");
        using var api = await SendAsync(client, "/api/v1/admin/stats", GatewayApp.Password);

        Assert.Contains("Try again in 11 minutes.", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("Try again in 11 minutes.", await form.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("Too many wrong passwords", await api.Content.ReadAsStringAsync());
        Assert.All([page, form, api], response =>
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
            Assert.Equal(TimeSpan.FromMinutes(11), response.Headers.RetryAfter?.Delta);
        });
    }

    [Fact]
    public async Task A_lock_out_does_not_affect_another_address()
    {
        await FailAsync(app.NewClient(), 5);

        Assert.Equal(HttpStatusCode.OK, await CallAsync(app.NewClient(), GatewayApp.Password));
    }

    [Fact]
    public async Task A_lock_out_does_not_affect_an_existing_session()
    {
        var client = app.NewClient();
        using var login = await AccessTests.LogInAsync(client, GatewayApp.Password);
        await FailAsync(client, 5);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/dashboard");
        request.Headers.Add("Cookie", login.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);

        using var response = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task The_right_password_clears_the_count()
    {
        var client = app.NewClient();

        for (var i = 0; i < 3; i++)
        {
            await FailAsync(client, 4);
            Assert.Equal(HttpStatusCode.OK, await CallAsync(client, GatewayApp.Password));
        }
    }

    [Fact]
    public async Task Failures_expire_after_fifteen_minutes()
    {
        var client = app.NewClient();
        await FailAsync(client, 4);
        app.Time.Advance(TimeSpan.FromMinutes(15));
        await FailAsync(client, 4);

        Assert.Equal(HttpStatusCode.OK, await CallAsync(client, GatewayApp.Password));
    }

    [Fact]
    public async Task Missing_credentials_and_client_posts_do_not_count_as_failures()
    {
        var client = app.NewClient();
        for (var i = 0; i < 6; i++)
        {
            using var api = await client.GetAsync("/api/v1/admin/stats");
            using var page = await client.GetAsync("/dashboard");
            using var post = await SendAsync(client, "/v1/register", "wrong", HttpMethod.Post);
            using var foreign = new HttpRequestMessage(HttpMethod.Post, "/login")
            {
                Content = new FormUrlEncodedContent([new("password", "wrong")]),
            };
            foreign.Headers.Add("Origin", "https://evil.example");
            using var refused = await client.SendAsync(foreign);
            Assert.Equal(HttpStatusCode.Unauthorized, await LogInAsync(client, ""));
        }

        Assert.Equal(HttpStatusCode.OK, await CallAsync(client, GatewayApp.Password));
    }

    [Fact]
    public async Task Concurrent_attempts_are_limited_to_five()
    {
        var client = app.NewClient();

        var responses = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => CallAsync(client, "wrong")));

        Assert.Equal(5, responses.Count(response => response == HttpStatusCode.Unauthorized));
        Assert.Equal(35, responses.Count(response => response == HttpStatusCode.TooManyRequests));
    }

    private static async Task FailAsync(HttpClient client, int times)
    {
        for (var i = 0; i < times; i++)
            await CallAsync(client, "wrong");
    }

    private static async Task<HttpStatusCode> LogInAsync(HttpClient client, string password)
    {
        using var response = await AccessTests.LogInAsync(client, password);
        return response.StatusCode;
    }

    private static async Task<HttpStatusCode> CallAsync(HttpClient client, string password)
    {
        using var response = await SendAsync(client, "/api/v1/admin/stats", password);
        return response.StatusCode;
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string target, string password, HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, target)
        {
            Headers = { Authorization = new("Bearer", password) },
        };
        return await client.SendAsync(request);
    }
}
