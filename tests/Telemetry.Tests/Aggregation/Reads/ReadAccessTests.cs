using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Telemetry.Contracts.Reads;

namespace Telemetry.Tests.Aggregation.Reads;

/// <summary>
/// Requests that need no data: the access to routes, invalid parameters, and responses while nothing is stored.
/// </summary>
[Collection(Servers.OfReads)]
public sealed class ReadAccessTests(ReadsHost closed, PublicReadsHost open) : ReadsTest<ReadsHost>(closed), IClassFixture<PublicReadsHost>
{
    // "reader": the admin, and with PUBLIC_DASHBOARD also requests without a password.
    private const string Table =
        """
        GET    /api/v1/admin/stats                                      reader
        GET    /api/v1/admin/metrics/{appName}                          reader
        GET    /api/v1/admin/applications                               reader
        GET    /api/v1/admin/applications/{slug}                        reader
        GET    /api/v1/admin/applications/{slug}/instances-over-time    reader
        GET    /api/v1/admin/applications/{slug}/versions               reader
        GET    /api/v1/admin/applications/{slug}/distributions          reader
        GET    /api/v1/admin/overview                                   reader
        GET    /api/v1/admin/starts                                     reader
        GET    /api/dashboard                                           reader
        GET    /api/records                                             reader
        GET    /api/scripts                                             reader
        GET    /api/errors                                              reader
        GET    /api/repo-slugs                                          reader
        GET    /api/exit-codes                                          reader
        GET    /api/cleanup/status                                      reader
        GET    /metrics                                                 reader
        GET    /stats/architecture                                      reader
        GET    /deployments                                             admin
        GET    /api/v1/admin/instances                                  admin
        GET    /api/v1/admin/instances/{id}                             admin
        GET    /api/v1/admin/instances/{id}/timeline                    admin
        GET    /api/v1/admin/export/{kind}                              admin
        GET    /api/v1/admin/quarantine                                 admin
        GET    /api/v1/admin/quarantine/reasons                         admin
        GET    /api/v1/admin/incidents                                  admin
        GET    /api/v1/admin/alert-rules                                admin
        GET    /api/alerts                                              admin
        PUT    /api/v1/admin/applications/{slug}                        admin
        PUT    /api/v1/admin/alert-rules/{rule}                         admin
        POST   /api/v1/admin/applications/{slug}/refresh-stars          admin
        POST   /api/v1/admin/quarantine/replay                          admin
        POST   /api/v1/admin/quarantine/{id}/replay                     admin
        DELETE /api/v1/admin/quarantine                                 admin
        DELETE /api/v1/admin/quarantine/{id}                            admin
        POST   /api/alerts/test                                         admin
        POST   /api/cleanup/run                                         admin
        GET    /health/live                                             everybody
        GET    /health/ready                                            everybody
        GET    /badge/{slug}/instances                                  everybody
        GET    /badge/{slug}/version                                    everybody
        GET    /badge/{slug}/metric/{name}                              everybody
        GET    /badge/{slug}/combined                                   everybody
        """;

    public static TheoryData<string, string, string> Routes { get; } = new(
        Table.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(row => (row[0], row[1], row[2])));

    [Fact]
    public void The_access_table_lists_every_route()
    {
        var routes =
            from endpoint in App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []
            let path = $"/{endpoint.RoutePattern.RawText!.Trim('/')}".Replace(":long}", "}", StringComparison.Ordinal)
            where method != "HEAD" && !path.StartsWith("/openapi", StringComparison.Ordinal)
            select $"{method} {path} {endpoint.Metadata.GetMetadata<IAuthorizeData>()?.Policy ?? "everybody"}";

        Assert.Equal(
            Routes.Select(row => $"{row.Data.Item1} {row.Data.Item2} {row.Data.Item3}").Order(StringComparer.Ordinal),
            routes.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Each_route_enforces_its_access_in_the_table(string method, string path, string access)
    {
        var target = path.Replace("{kind}", "runs", StringComparison.Ordinal).Replace("{id}", "1", StringComparison.Ordinal);
        var hasParameter = path.Contains('{', StringComparison.Ordinal);
        foreach (var host in new AggregationHost[] { Host, open })
        {
            var isOpen = access == "everybody" || (access == "reader" && host == open);
            foreach (var password in new[] { null, "wrong" })
                AssertAdmits(isOpen, await SendAsync(host, method, target, password));
        }

        // Other methods change data; their own tests send them as the admin.
        if (method != "GET")
            return;
        for (var i = 0; i < 2; i++)
        {
            var response = await SendAsync(Host, method, target, AggregationApp.Password);
            AssertAdmits(true, response);

            // CACHE_TTL_SECONDS is 0, so only the constant exit codes are cached.
            if (access == "reader" && !hasParameter)
                Assert.Equal(path == "/api/exit-codes" ? "HIT" : "MISS", Assert.Single(response.Headers.GetValues("X-Cache")));
        }

        void AssertAdmits(bool admits, HttpResponseMessage response)
        {
            Assert.Equal(admits, response.StatusCode != HttpStatusCode.Unauthorized);
            if (admits && !hasParameter)
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Fact]
    public async Task JSON_has_no_white_space()
    {
        foreach (var (method, path, _) in Routes.Select(row => row.Data).Where(row => row.Item1 == "GET" && !row.Item2.Contains('{')))
        {
            var response = await SendAsync(Host, method, path, AggregationApp.Password);
            if (response.Content.Headers.ContentType?.MediaType != "application/json")
                continue;
            var json = await response.Content.ReadAsStringAsync();
            Assert.Equal(Encoding.UTF8.GetString(CompactJson.Of(Encoding.UTF8.GetBytes(json))), json);
        }
    }

    [Fact]
    public async Task The_API_description_states_the_access_of_a_route()
    {
        using var client = open.App.CreateClient();
        var paths = JsonNode.Parse(await client.GetStringAsync("/openapi/v1.json"))!["paths"]!;

        string Security(string path) => paths[path]!["get"]!["security"]!.ToJsonString();
        Assert.Equal("""[{},{"bearer":[]}]""", Security("/api/dashboard"));
        Assert.Equal("""[{"bearer":[]}]""", Security("/deployments"));
    }

    [Theory]
    // Every kind of invalid value, then each parameter of each route once: the error states the limits.
    [InlineData("/api/dashboard?days=0", "days: must be a whole number from 1 to 365")]
    [InlineData("/api/dashboard?days=366", "days: must be a whole number from 1 to 365")]
    [InlineData("/api/dashboard?days=-1", "days: must be a whole number from 1 to 365")]
    [InlineData("/api/scripts?days=1.5", "days: must be a whole number from 1 to 365")]
    [InlineData("/api/errors?repo=every", "repo: must be one of ProxmoxVE, ProxmoxVED, external, all")]
    [InlineData("/api/repo-slugs?days=7&days=30", "days: must be given once")]
    [InlineData("/api/dashboard?repo=proxmoxve", "repo: must be one of ProxmoxVE, ProxmoxVED, external, all")]
    [InlineData("/api/scripts?slug=a%1Fb", "slug: must not contain control characters")]
    [InlineData("/api/records?days=x", "days: must be a whole number from 1 to 365")]
    [InlineData("/api/records?page=0", "page: must be a whole number from 1 to 2147483647")]
    [InlineData("/api/records?page=2147483648", "page: must be a whole number from 1 to 2147483647")]
    [InlineData("/api/records?limit=0", "limit: must be a whole number from 1 to 100")]
    [InlineData(
        "/api/records?status=done", "status: must be one of installing, validation, configuring, success, failed, aborted, unknown")]
    [InlineData("/api/records?type=ct", "type: must be one of lxc, vm, turnkey, pve, addon, tool")]
    [InlineData("/api/records?app=%00", "app: must not contain control characters")]
    [InlineData("/api/records?app=a&search=%0A", "search: must not contain control characters")]
    [InlineData("/api/records?os=a&os=b", "os: must be given once")]
    [InlineData(
        "/api/records?sort=name",
        "sort: must be one of -created, created, -nsapp, nsapp, -status, status, -type, type, -os_type, os_type")]
    [InlineData("/api/v1/admin/quarantine?kind=start%20", "kind: must be one of instance, snapshot, run, start, refused")]
    [InlineData("/api/v1/admin/quarantine?offset=10001", "offset: must be a whole number from 0 to 10000")]
    [InlineData("/api/v1/admin/quarantine?limit=0", "limit: must be a whole number from 1 to 100")]
    [InlineData("/api/v1/admin/instances?limit=0", "limit: must be a whole number from 1 to 100")]
    [InlineData("/api/v1/admin/instances?offset=-1", "offset: must be a whole number from 0 to 2147483647")]
    [InlineData("/api/v1/admin/instances?status=gone", "status: must be one of pending, active, revoked")]
    [InlineData("/api/v1/admin/instances?q=%00", "q: must not contain control characters")]
    [InlineData("/api/v1/admin/instances?app=a%0Ab", "app: must not contain control characters")]
    [InlineData("/api/v1/admin/metrics/Ghost?period=1h", "period: must be one of 24h, 7d, 30d, 3m, 1y, all")]
    [InlineData("/api/v1/admin/export/things", "kind: must be one of instances, runs, starts, snapshots")]
    [InlineData("/api/v1/admin/export/Runs", "kind: must be one of instances, runs, starts, snapshots")]
    [InlineData("/api/v1/admin/export/runs?format=CSV", "format: must be one of csv, ndjson")]
    [InlineData("/api/v1/admin/export/runs?days=36501", "days: must be a whole number from 1 to 36500")]
    [InlineData(
        "/api/v1/admin/instances?sort=name",
        "sort: must be one of -last_seen, last_seen, -status, status, -version, version, -environment, environment, -deployment_mode, "
            + "deployment_mode, -metric, metric")]
    [InlineData("/api/v1/admin/instances?after=x", "after: must be X-Next of a page of the same order")]
    [InlineData(
        "/api/v1/admin/instances?after=eyJPcmRlciI6Ii1sYXN0X3NlZW4iLCJWYWx1ZSI6IjIwMjYtMDItMzEgMDA6MDA6MDAiLCJJZCI6IjZmMGU2YTBl"
            + "LTdkMmUtNGEzOS05YzhlLTExMTExMTExMTExMSJ9",
        "after: must be X-Next of a page of the same order")]
    [InlineData(
        "/api/v1/admin/instances?after=eyJPcmRlciI6Ii1sYXN0X3NlZW4iLCJWYWx1ZSI6bnVsbCwiSWQiOiI2"
            + "ZjBlNmEwZS03ZDJlLTRhMzktOWM4ZS0xMTExMTExMTExMTEifQ",
        "after: must be X-Next of a page of the same order")]
    [InlineData("/api/v1/admin/instances?after=%00", "after: must not contain control characters")]
    public async Task An_invalid_parameter_returns_400_with_its_name_and_limits(string path, string error)
    {
        var response = await GetAsync(path);

        Assert.Equal(
            (HttpStatusCode.BadRequest, "text/plain", error),
            (response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Without_data_responses_have_zeros_and_empty_lists()
    {
        Assert.Equal("""{"records":[],"page":3,"limit":50,"total":0,"total_pages":0}""", Text(await GetJsonAsync("/api/records?page=3")));
        Assert.Equal(
            """{"total_scripts":0,"total_installs":0,"top_scripts":[],"recent_scripts":[]}""", Text(await GetJsonAsync("/api/scripts")));
        Assert.Equal("""{"repo_slugs":[]}""", Text(await GetJsonAsync("/api/repo-slugs")));
        Assert.Equal(
            """{"total_deployments":0,"unique_instances":0,"architecture_breakdown":[],"version_breakdown":[],"avg_startup_time_ms":0}""",
            Text(await GetJsonAsync("/metrics")));
        foreach (var path in new[]
        {
            "/stats/architecture", "/deployments", "/api/v1/admin/quarantine", "/api/v1/admin/quarantine/reasons",
        })
            Assert.Equal("[]", Text(await GetJsonAsync(path)));
    }

    [Fact]
    public async Task A_dashboard_without_runs_has_every_field_and_every_day()
    {
        var dashboard = await GetJsonAsync("/api/dashboard?days=2");

        var today = DateOnly.FromDateTime(App.Clock.GetUtcNow().UtcDateTime);
        var days = new[] { today.AddDays(-1), today };
        Assert.Equal(
            $$"""
            {"total_installs":0,"total_all_time":0,"sample_size":0,"success_count":0,"failed_count":0,"aborted_count":0,
            "installing_count":0,
            "success_rate":0,"top_apps":[],"os_distribution":[],"method_stats":[],"pve_versions":[],"type_stats":[],"error_analysis":[],
            "failed_apps":[],
            "daily_stats":[{{string.Join(
                ',', days.Select(day => $$"""{"date":"{{day:yyyy-MM-dd}}","success":0,"failed":0,"aborted":0}"""))}}],
            "gpu_stats":[],"error_categories":[],"top_tools":[],"top_addons":[],"avg_install_duration":0,"total_tools":0,"total_addons":0,
            "repo_slugs":[],
            "resource_trends":[{{string.Join(
                ',', days.Select(day => $$"""{"date":"{{day:yyyy-MM-dd}}","runs":0,"avg_cores":0,"avg_ram_mb":0,"avg_disk_gb":0}"""))}}],
            "previous":null,"recent_records":[]}
            """.ReplaceLineEndings(""),
            Text(dashboard));
    }

    // The tests store nothing, so the database is not emptied.
    public override ValueTask InitializeAsync()
    {
        App.Errors.Take();
        open.App.Errors.Take();
        return ValueTask.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        open.App.Errors.AssertNone();
        return base.DisposeAsync();
    }

    private static async Task<HttpResponseMessage> SendAsync(AggregationHost host, string method, string path, string? password)
    {
        using var client = host.App.CreateClient();
        using var request = new HttpRequestMessage(new(method), path);
        if (password is not null)
            request.Headers.Authorization = new("Bearer", password);
        return await client.SendAsync(request);
    }
}
