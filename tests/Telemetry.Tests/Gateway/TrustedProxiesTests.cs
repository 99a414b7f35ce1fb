namespace Telemetry.Tests.Gateway;

/// <summary>The client address of a request. With RATE_LIMIT=1 the second post of the same client is refused.</summary>
public sealed class TrustedProxiesTests : IClassFixture<TrustedProxiesTests.App>
{
    private const string Proxy = "127.8.0.1";
    private const string OfRange = "127.8.1.200";
    private const string Stranger = "127.8.9.9";

    private readonly App _app;

    public TrustedProxiesTests(App app)
    {
        _app = app;
        // Refills every client's token.
        _app.Time.Advance(TimeSpan.FromMinutes(1));
    }

    [Theory]
    [InlineData(Stranger, "203.0.113.1", "203.0.113.2", true, "other proxies are trusted, not this one")]
    [InlineData(Proxy, "203.0.113.1", "203.0.113.2", false, "two clients of a trusted proxy")]
    [InlineData(Proxy, "203.0.113.1", "203.0.113.1", true, "one client of a trusted proxy")]
    [InlineData(OfRange, "203.0.113.1", "203.0.113.2", false, "a range")]
    [InlineData(Proxy, "203.0.113.1, 10.1.1.1", "203.0.113.2, 10.2.2.2", false, "a chain of trusted hops")]
    [InlineData(Proxy, "203.0.113.1, 10.1.1.1", "203.0.113.1, 10.2.2.2", true, "a chain of trusted hops, one client")]
    [InlineData(
        Proxy, "198.51.100.1, 203.0.113.1", "198.51.100.2, 203.0.113.1", true, "a client can forge the entries before an untrusted hop")]
    [InlineData(Proxy, "2001:db8::1", "2001:db8::2", true, "one IPv6 network")]
    [InlineData(Proxy, "2001:db8::1", "[2001:db8:0:1::1]:5000", false, "two IPv6 networks")]
    [InlineData(Proxy, "203.0.113.1:4000", "203.0.113.1:5000", true, "a port does not matter")]
    [InlineData(Proxy, "garbage", ",,;\"<script>", true, "an invalid value counts for the proxy itself")]
    [InlineData(Proxy, "203.0.113.1, garbage", "203.0.113.2, 999.1.1.1", true, "addresses before an invalid value are ignored")]
    public Task A_request_counts_for_the_address_from_the_trusted_proxy(
        string sender, string first, string second, bool isOneClient, string why) =>
        AssertCountsAsync(_app, sender, first, second, isOneClient, why);

    [Fact]
    public async Task X_Forwarded_For_is_ignored_without_a_trusted_proxy()
    {
        await using var app = await GatewayApp.StartAsync(("RATE_LIMIT", "1"), ("TRUSTED_PROXIES", ""));

        await AssertCountsAsync(app, Proxy, "203.0.113.1", "203.0.113.2", isOneClient: true, "no proxy is trusted");
    }

    [Fact]
    public async Task A_forged_address_does_not_use_the_limit_of_that_address()
    {
        await PostAsync(ClientFrom(Stranger), "203.0.113.1");
        await PostAsync(ClientFrom(Stranger), "203.0.113.1");

        Assert.Equal(HttpStatusCode.OK, await PostAsync(ClientFrom(Proxy), "203.0.113.1"));
    }

    [Fact]
    public async Task X_Forwarded_Proto_is_accepted_only_from_a_trusted_proxy()
    {
        Assert.True(await IsHttpsAsync(ClientFrom(Proxy)));
        Assert.False(await IsHttpsAsync(ClientFrom(Stranger)));
    }

    private HttpClient ClientFrom(string address) => _app.ClientFrom(IPAddress.Parse(address));

    private static async Task AssertCountsAsync(
        GatewayApp app, string sender, string first, string second, bool isOneClient, string why)
    {
        var client = app.ClientFrom(IPAddress.Parse(sender));

        Assert.Equal(HttpStatusCode.OK, await PostAsync(client, first));

        var expected = isOneClient ? HttpStatusCode.TooManyRequests : HttpStatusCode.OK;
        Assert.True(expected == await PostAsync(client, second), why);
    }

    private static async Task<bool> IsHttpsAsync(HttpClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/login")
        {
            Content = new FormUrlEncodedContent([new("password", GatewayApp.Password)]),
        };
        request.Headers.Add("X-Forwarded-For", "203.0.113.1");
        request.Headers.Add("X-Forwarded-Proto", "https");
        using var response = await client.SendAsync(request);

        var hasHsts = response.Headers.Contains("Strict-Transport-Security");
        Assert.Equal(hasHsts, response.Headers.GetValues("Set-Cookie").Single().Contains("; secure", StringComparison.Ordinal));
        return hasHsts;
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient client, string forwardedFor)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/snapshot");
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", forwardedFor);
        using var response = await client.SendAsync(request);
        return response.StatusCode;
    }

    public sealed class App : GatewayApp
    {
        public App()
        {
            Settings["RATE_LIMIT"] = "1";
            Settings["TRUSTED_PROXIES"] = $"10.0.0.0/8, {Proxy}, 127.8.1.0/24";
        }
    }
}
