using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;
using Telemetry.AppHost;
using Telemetry.Dashboard.Settings;
using Telemetry.ServiceDefaults.Settings;
using Telemetry.Tests.Gateway;

namespace Telemetry.Tests.Documentation;

/// <summary>The tables of README match routes and settings. See also <see cref="ApiTests"/>.</summary>
public sealed class ReadmeTests(GatewayApp app) : IClassFixture<GatewayApp>
{
    // Variables that are not read by the settings classes: the AppHost reads the first, OpenTelemetry's exporter the second.
    private static readonly string[] ReadElsewhere = ["DATA_DIR", "OTEL_EXPORTER_OTLP_ENDPOINT"];

    [Fact]
    public void Every_route_of_the_gateway_is_in_a_README_table()
    {
        var requests = Readme.Requests();

        Assert.Empty(GatewayRoute.Of(app.Services)
            .Where(route => !requests.Any(request => route.Matches(request.Path, request.Method)))
            .Select(route => $"{route}"));
    }

    [Fact]
    public void Every_request_in_a_README_table_has_a_route()
    {
        var routes = GatewayRoute.Of(app.Services);

        Assert.Empty(Readme.Requests()
            .Where(request => !routes.Any(route => route.Matches(request.Path, request.Method)))
            .Select(request => $"{request}"));
    }

    [Fact]
    public void No_request_is_in_the_README_tables_twice() =>
        Assert.Empty(Readme.Requests()
            .GroupBy(request => $"{request.Method} {request.Path}")
            .Where(same => same.Count() > 1)
            .Select(same => same.Key));

    [Fact]
    public void The_README_table_lists_every_setting()
    {
        var requested = new RequestedNames();
        _ = HostSettings.ReadAll(requested);
        new DashboardSettings().Read(new SettingsReader(requested) { SecretsAreGenerated = true });

        Assert.Equal(
            [.. requested.Names.Concat(ReadElsewhere).Order(StringComparer.Ordinal)], Readme.Variables().Order(StringComparer.Ordinal));
    }

    /// <summary>A configuration without values that records the requested names.</summary>
    private sealed class RequestedNames : IConfiguration
    {
        public HashSet<string> Names { get; } = new(StringComparer.Ordinal);

        public string? this[string key]
        {
            get
            {
                Names.Add(key);
                return null;
            }
            set => throw new NotSupportedException();
        }

        public IEnumerable<IConfigurationSection> GetChildren() => throw new NotSupportedException();

        public IChangeToken GetReloadToken() => throw new NotSupportedException();

        public IConfigurationSection GetSection(string key) => throw new NotSupportedException();
    }
}
