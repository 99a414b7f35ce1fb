using Microsoft.Extensions.Configuration;
using Telemetry.ServiceDefaults.Http;

namespace Telemetry.Tests.ServiceDefaults;

public sealed class ServiceAddressTests
{
    private static readonly IConfiguration Configuration = new ConfigurationBuilder()
        .AddInMemoryCollection([KeyValuePair.Create("services:aggregation:http:0", (string?)"http://127.0.0.1:4711")])
        .Build();

    [Theory]
    [InlineData("http://aggregation/api/x?y=%20z", "http://127.0.0.1:4711/api/x?y=%20z")]
    [InlineData("http://aggregation", "http://127.0.0.1:4711/")]
    [InlineData("http://elsewhere:81/a", "http://elsewhere:81/a")]
    public void A_service_name_becomes_its_address_and_a_host_name_stays(string uri, string expected) =>
        Assert.Equal(expected, ServiceAddress.Resolve(Configuration, new Uri(uri)).AbsoluteUri);
}
