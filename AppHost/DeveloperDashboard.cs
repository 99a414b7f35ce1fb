using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;

namespace Telemetry.AppHost;

/// <summary>
/// The default addresses of the Aspire dashboard. A launch profile would set the same variables, but with ports that a second AppHost
/// cannot use as well.
/// </summary>
internal static class DeveloperDashboard
{
    // With the preferred port of each.
    private static readonly (string Variable, int Port)[] s_addresses =
    [
        ("ASPNETCORE_URLS", 18888),
        ("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", 18889),
        ("ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL", 18890),
    ];

    /// <summary>DEVELOPER_DASHBOARD=false disables it.</summary>
    public static bool IsEnabled =>
        !"false".Equals(Environment.GetEnvironmentVariable("DEVELOPER_DASHBOARD"), StringComparison.OrdinalIgnoreCase);

    /// <summary>Loopback without TLS, with free ports if the preferred ones are taken.</summary>
    public static void SetDashboardDefaults(this IDistributedApplicationBuilder builder)
    {
        var defaults = s_addresses.ToDictionary(
            address => address.Variable, string? (address) => $"http://localhost:{FreeOr(address.Port)}", StringComparer.Ordinal);
        defaults["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true";
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = defaults });
    }

    /// <summary>The address that logs a browser in.</summary>
    public static string LoginUrl(IConfiguration configuration) =>
        $"{configuration["ASPNETCORE_URLS"]!.Split(';')[0]}/login?t={configuration["AppHost:BrowserToken"]}";

    private static int FreeOr(int port)
    {
        try
        {
            return Listen(port);
        }
        catch (SocketException)
        {
            return Listen(0);
        }
    }

    private static int Listen(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
