using Telemetry.Gateway.RateLimiting;

namespace Telemetry.Tests.Gateway;

public sealed class ClientKeyTests
{
    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7", true)]
    [InlineData("203.0.113.7", "203.0.113.8", false)]
    [InlineData("203.0.113.7", "::ffff:203.0.113.7", true)]
    [InlineData("::ffff:203.0.113.7", "::ffff:203.0.113.8", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("fe80::1%3", "fe80::2%4", true)]
    [InlineData("::1", "127.0.0.1", false)]
    [InlineData("::", "0.0.0.0", false)]
    public void A_client_is_an_IPv4_address_or_an_IPv6_network_of_64_bits(string one, string other, bool isOneClient) =>
        Assert.Equal(isOneClient, ClientKey.Of(IPAddress.Parse(one)) == ClientKey.Of(IPAddress.Parse(other)));

    [Fact]
    public void All_requests_without_an_address_count_as_one_client() => Assert.Equal(ClientKey.Of(null), ClientKey.Of(null));

    [Fact]
    public void A_key_has_no_text_form() => Assert.Equal("ClientKey", $"{ClientKey.Of(IPAddress.Parse("203.0.113.7"))}");
}
