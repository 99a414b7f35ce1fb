using Telemetry.Tests.Documentation;

namespace Telemetry.Tests.Gateway;

/// <summary>The access and the service of each route. A route that is missing in the table fails the test.</summary>
public sealed class RouteAccessTests(
    GatewayApp app, RouteAccessTests.PublicApp publicApp) : IClassFixture<GatewayApp>, IClassFixture<RouteAccessTests.PublicApp>
{
    // "reader" is the admin only, or everybody with PUBLIC_DASHBOARD.
    private const string Table =
        """
        POST   /v1/register                                                 ingestion     everybody
        POST   /v1/activate                                                 ingestion     everybody
        POST   /v1/snapshot                                                 ingestion     everybody
        POST   /telemetry                                                   ingestion     everybody
        POST   /                                                            ingestion     everybody
        POST   /collect                                                     ingestion     everybody
        POST   /api/v1/admin/instances/{id}/approve                         ingestion     admin
        POST   /api/v1/admin/instances/{id}/revoke                          ingestion     admin
        DELETE /api/v1/admin/instances/{id}                                 ingestion     admin
        POST   /api/v1/admin/import/{kind}                                  ingestion     admin
        GET    /api/v1/admin/stats                                          aggregation   reader
        GET    /api/v1/admin/metrics/{app}                                  aggregation   reader
        GET    /api/v1/admin/applications                                   aggregation   reader
        GET    /api/v1/admin/applications/{slug}                            aggregation   reader
        GET    /api/v1/admin/overview                                       aggregation   reader
        GET    /api/v1/admin/applications/{slug}/instances-over-time        aggregation   reader
        GET    /api/v1/admin/applications/{slug}/versions                   aggregation   reader
        GET    /api/v1/admin/applications/{slug}/distributions              aggregation   reader
        PUT    /api/v1/admin/applications/{slug}                            aggregation   admin
        POST   /api/v1/admin/applications/{slug}/refresh-stars              aggregation   admin
        GET    /api/v1/admin/instances                                      aggregation   admin
        GET    /api/v1/admin/instances/{id}                                 aggregation   admin
        GET    /api/v1/admin/instances/{id}/timeline                        aggregation   admin
        GET    /api/v1/admin/quarantine                                     aggregation   admin
        DELETE /api/v1/admin/quarantine                                     aggregation   admin
        GET    /api/v1/admin/quarantine/reasons                             aggregation   admin
        POST   /api/v1/admin/quarantine/replay                              aggregation   admin
        POST   /api/v1/admin/quarantine/{id}/replay                         aggregation   admin
        DELETE /api/v1/admin/quarantine/{id}                                aggregation   admin
        GET    /api/v1/admin/export/{kind}                                  aggregation   admin
        GET    /api/v1/admin/deliveries                                     notifications admin
        GET    /api/dashboard                                               aggregation   reader
        GET    /api/records                                                 aggregation   reader
        GET    /api/scripts                                                 aggregation   reader
        GET    /api/errors                                                  aggregation   reader
        GET    /api/repo-slugs                                              aggregation   reader
        GET    /api/exit-codes                                              aggregation   reader
        GET    /api/cleanup/status                                          aggregation   reader
        POST   /api/cleanup/run                                             aggregation   admin
        GET    /api/alerts                                                  aggregation   admin
        POST   /api/alerts/test                                             aggregation   admin
        GET    /api/v1/admin/incidents                                      aggregation   admin
        GET    /api/v1/admin/alert-rules                                    aggregation   admin
        PUT    /api/v1/admin/alert-rules/{rule}                             aggregation   admin
        GET    /metrics                                                     aggregation   reader
        GET    /api/v1/admin/starts                                         aggregation   reader
        GET    /stats/architecture                                          aggregation   reader
        GET    /deployments                                                 aggregation   admin
        GET    /badge/{**rest}                                              aggregation   everybody
        GET    /dashboard                                                   dashboard     reader
        GET    /dashboard/applications/{slug}                               dashboard     reader
        GET    /dashboard/runs                                              dashboard     reader
        GET    /dashboard/starts                                            dashboard     reader
        GET    /dashboard/settings                                          dashboard     admin
        GET    /dashboard/{**rest}                                          dashboard     admin
        POST   /dashboard/{**rest}                                          dashboard     admin
        GET    /privacy                                                     dashboard     everybody
        GET    /assets/{**rest}                                             dashboard     everybody
        GET    /                                                            gateway       everybody
        GET    /login                                                       gateway       everybody
        POST   /login                                                       gateway       everybody
        POST   /logout                                                      gateway       everybody
        GET    /health                                                      gateway       everybody
        GET    /healthz                                                     gateway       everybody
        GET    /api/v1/healthcheck                                          gateway       everybody
        GET    /health/live                                                 gateway       everybody
        GET    /health/ready                                                gateway       everybody
        """;

    public static TheoryData<string, string, string, string> Routes
    {
        get
        {
            var rows = new TheoryData<string, string, string, string>();
            foreach (var line in Table.Split('\n'))
            {
                if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var method, var path, var service, var access])
                    rows.Add(method, path, service, access);
            }

            return rows;
        }
    }

    [Fact]
    public void Every_route_is_in_the_access_table()
    {
        var stated = Table.Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        var configured = GatewayRoute.All(app.Services)
            .Select(route => $"{route} {route.Service} {route.Policy ?? "everybody"}");

        Assert.Equal(configured.Order(StringComparer.Ordinal), stated.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task A_route_enforces_the_access_of_the_table(string method, string path, string service, string access)
    {
        if (service == "gateway")
            return;

        foreach (var host in new[] { app, publicApp })
        {
            var isOpen = access == "everybody" || (access == "reader" && host == publicApp);
            var isPage = path.StartsWith("/dashboard", StringComparison.Ordinal);
            var behind = host.Service(service);
            var target = string.Join('/', path.Split('/').Select(segment => segment.StartsWith('{') ? "x" : segment));

            using var anonymous = await SendAsync(host, method, $"{target}?who=anonymous&{method}");
            using var admin = await SendAsync(host, method, $"{target}?who=admin&{method}", $"Bearer {GatewayApp.Password}");
            using var session = await SendAsync(host, method, $"{target}?who=session&{method}", cookie: await host.SessionAsync());

            var refused = isPage ? HttpStatusCode.Redirect : HttpStatusCode.Unauthorized;
            Assert.Equal(isOpen ? HttpStatusCode.OK : refused, anonymous.StatusCode);
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (admin.StatusCode, session.StatusCode));
            Assert.Equal(service, await admin.Content.ReadAsStringAsync());

            // The service receives the bearer only for requests of the admin.
            var received = behind.Requests.Where(request => request.Method == method
                && request.Target.StartsWith($"{target}?who=", StringComparison.Ordinal))
                .ToDictionary(request => request.Target.Split('=', '&')[1], request => request.Headers.GetValueOrDefault("Authorization"));
            var bearer = access == "everybody" ? null : $"Bearer {GatewayApp.Password}";
            Assert.Equal((bearer, bearer), (received["admin"], received["session"]));
            Assert.Equal(isOpen, received.TryGetValue("anonymous", out var authorization));
            Assert.Null(authorization);

            if (access != "everybody")
                Assert.All([anonymous, admin, session], response => Assert.Equal("no-store", response.Headers.CacheControl?.ToString()));
            if (!isOpen && !isPage)
            {
                Assert.Equal("Bearer", anonymous.Headers.WwwAuthenticate.ToString());
                Assert.Contains("ADMIN_PASSWORD", await anonymous.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            }
        }
    }

    private static async Task<HttpResponseMessage> SendAsync(
        GatewayApp host, string method, string target, string? authorization = null, string? cookie = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), target);
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        if (cookie is not null)
            request.Headers.Add("Cookie", cookie);
        return await host.NewClient().SendAsync(request);
    }

    public sealed class PublicApp : GatewayApp
    {
        public PublicApp() => Settings["PUBLIC_DASHBOARD"] = "true";
    }
}
