using System.Net;

namespace Telemetry.Tests.Gateway;

/// <summary>Whom a request counts for, seen from outside: with RATE_LIMIT=1 the second post of one client is refused.</summary>
public sealed class TrustedProxiesTests
{
    private static readonly IPAddress Proxy = IPAddress.Parse("127.8.0.1");
    private static readonly IPAddress Stranger = IPAddress.Parse("127.8.9.9");

    [Theory]
    [InlineData("", "203.0.113.1", "203.0.113.2", true, "without a trusted proxy the header is nothing")]
    [InlineData("127.8.0.2", "203.0.113.1", "203.0.113.2", true, "another proxy is trusted, not this one")]
    [InlineData("127.8.0.1", "203.0.113.1", "203.0.113.2", false, "two clients of a trusted proxy")]
    [InlineData("127.8.0.1", "203.0.113.1", "203.0.113.1", true, "one client of a trusted proxy")]
    [InlineData("127.8.0.0/24", "203.0.113.1", "203.0.113.2", false, "a range")]
    [InlineData("10.0.0.0/8, 127.8.0.1", "203.0.113.1, 10.1.1.1", "203.0.113.2, 10.2.2.2", false, "a chain of trusted hops")]
    [InlineData("10.0.0.0/8, 127.8.0.1", "203.0.113.1, 10.1.1.1", "203.0.113.1, 10.2.2.2", true, "a chain of trusted hops, one client")]
    [InlineData(
        "127.8.0.1",
        "198.51.100.1, 203.0.113.1",
        "198.51.100.2, 203.0.113.1",
        true,
        "what stands before an untrusted hop is the client's invention")]
    [InlineData("127.8.0.1", "2001:db8::1", "2001:db8::2", true, "one IPv6 network")]
    [InlineData("127.8.0.1", "2001:db8::1", "[2001:db8:0:1::1]:5000", false, "two IPv6 networks")]
    [InlineData("127.8.0.1", "203.0.113.1:4000", "203.0.113.1:5000", true, "a port does not matter")]
    [InlineData("127.8.0.1", "garbage", ",,;\"<script>", true, "garbage counts for the proxy itself")]
    [InlineData("127.8.0.1", "203.0.113.1, garbage", "203.0.113.2, 999.1.1.1", true, "nothing beyond garbage is believed")]
    public async Task Whom_a_request_counts_for(string trusted, string first, string second, bool isOneClient, string why)
    {
        await using var app = await GatewayApp.StartAsync(("RATE_LIMIT", "1"), ("TRUSTED_PROXIES", trusted));
        var proxy = app.ClientFrom(Proxy);

        Assert.Equal(HttpStatusCode.OK, await PostAsync(proxy, first));

        var expected = isOneClient ? HttpStatusCode.TooManyRequests : HttpStatusCode.OK;
        Assert.True(expected == await PostAsync(proxy, second), why);
    }

    [Fact]
    public async Task A_stranger_cannot_use_up_the_limit_of_the_address_that_he_claims()
    {
        await using var app = await GatewayApp.StartAsync(("RATE_LIMIT", "1"), ("TRUSTED_PROXIES", $"{Proxy}"));
        await PostAsync(app.ClientFrom(Stranger), "203.0.113.1");
        await PostAsync(app.ClientFrom(Stranger), "203.0.113.1");

        Assert.Equal(HttpStatusCode.OK, await PostAsync(app.ClientFrom(Proxy), "203.0.113.1"));
    }

    [Fact]
    public async Task Only_a_trusted_proxy_says_that_a_request_came_by_https()
    {
        await using var app = await GatewayApp.StartAsync(("TRUSTED_PROXIES", $"{Proxy}"));

        Assert.True(await IsHttpsAsync(app.ClientFrom(Proxy)));
        Assert.False(await IsHttpsAsync(app.ClientFrom(Stranger)));
    }

    private static async Task<bool> IsHttpsAsync(HttpClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/login")
        {
            Content = new FormUrlEncodedContent([new("password", GatewayApp.Password)]),
        };
        request.Headers.Add("X-Forwarded-For", "203.0.113.1");
        request.Headers.Add("X-Forwarded-Proto", "https");
        using var answer = await client.SendAsync(request);

        var hasHsts = answer.Headers.Contains("Strict-Transport-Security");
        Assert.Equal(hasHsts, answer.Headers.GetValues("Set-Cookie").Single().Contains("; secure", StringComparison.Ordinal));
        return hasHsts;
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient client, string forwardedFor)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/snapshot");
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", forwardedFor);
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }
}
