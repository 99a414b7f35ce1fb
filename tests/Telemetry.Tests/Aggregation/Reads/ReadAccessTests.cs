using System.Net;
using System.Text.Json.Nodes;
using Telemetry.Tests.Fixtures;

namespace Telemetry.Tests.Aggregation.Reads;

[Collection(Servers.OfReads)]
public sealed class ReadAccessTests(Servers servers) : ReadsTest(servers)
{
    public static TheoryData<string> Sums { get; } = new(
        "/api/dashboard", "/api/records", "/api/scripts", "/api/errors", "/api/repo-slugs", "/api/exit-codes", "/api/cleanup/status",
        "/metrics", "/stats/architecture",
        "/api/v1/admin/starts");

    public static TheoryData<string> Restricted { get; } = new(
        "/deployments", "/api/v1/admin/quarantine", "/api/v1/admin/quarantine/reasons");

    [Theory]
    [MemberData(nameof(Sums))]
    [MemberData(nameof(Restricted))]
    public async Task Only_the_admin_reads(string path)
    {
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(path, admin: false)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(path)).StatusCode);
    }

    [Theory]
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
    [InlineData("/api/records?limit=101", "limit: must be a whole number from 1 to 100")]
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
    public async Task A_bad_parameter_is_named(string path, string fault)
    {
        var answer = await AskAsync(path);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("text/plain", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(fault, await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [MemberData(nameof(Sums))]
    public async Task An_answer_says_where_it_comes_from(string path) =>
        Assert.Equal(path == "/api/exit-codes" ? "HIT" : "MISS", Assert.Single((await AskAsync(path)).Headers.GetValues("X-Cache")));

    [Fact]
    public async Task Nothing_yet_is_zero_and_empty_lists()
    {
        Assert.Equal("""{"records":[],"page":3,"limit":50,"total":0,"total_pages":0}""", Text(await JsonAsync("/api/records?page=3")));
        Assert.Equal(
            """{"total_scripts":0,"total_installs":0,"top_scripts":[],"recent_scripts":[]}""", Text(await JsonAsync("/api/scripts")));
        Assert.Equal("""{"repo_slugs":[]}""", Text(await JsonAsync("/api/repo-slugs")));
        Assert.Equal(
            """{"total_deployments":0,"unique_instances":0,"architecture_breakdown":[],"version_breakdown":[],"avg_startup_time_ms":0}""",
            Text(await JsonAsync("/metrics")));
        foreach (var path in new[]
        {
            "/stats/architecture", "/deployments", "/api/v1/admin/quarantine", "/api/v1/admin/quarantine/reasons",
        })
            Assert.Equal("[]", Text(await JsonAsync(path)));
    }

    [Fact]
    public async Task A_dashboard_of_nothing_has_every_field_and_every_day()
    {
        var dashboard = await JsonAsync("/api/dashboard?days=2");

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
}

/// <summary>PUBLIC_DASHBOARD opens what names nobody.</summary>
[Collection(Servers.OfReads)]
public sealed class PublicReadAccessTests(Servers servers) : ReadsTest(servers)
{
    protected override bool IsPublic => true;

    [Theory]
    [MemberData(nameof(ReadAccessTests.Sums), MemberType = typeof(ReadAccessTests))]
    public async Task Everybody_reads_sums(string path) => Assert.Equal(HttpStatusCode.OK, (await AskAsync(path, admin: false)).StatusCode);

    [Fact]
    public async Task The_description_says_so()
    {
        var paths = JsonNode.Parse(await (await AskAsync("/openapi/v1.json", admin: false)).Content.ReadAsStringAsync())!["paths"]!;

        string Security(string path) => paths[path]!["get"]!["security"]!.ToJsonString();
        Assert.Equal("""[{},{"bearer":[]}]""", Security("/api/dashboard"));
        Assert.Equal("""[{"bearer":[]}]""", Security("/deployments"));
    }

    [Theory]
    [MemberData(nameof(ReadAccessTests.Restricted), MemberType = typeof(ReadAccessTests))]
    public async Task Nobody_but_the_admin_reads_the_rest(string path) =>
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(path, admin: false)).StatusCode);
}
