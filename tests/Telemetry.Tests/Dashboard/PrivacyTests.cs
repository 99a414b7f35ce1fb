namespace Telemetry.Tests.Dashboard;

public sealed class PrivacyTests(DashboardFixture dashboard) : DashboardTest(dashboard), IClassFixture<DashboardFixture>
{
    // Every field of the three protocols (docs/protocols.md).
    private static readonly string[] Fields =
    [
        "instance_id", "public_key", "app_name", "app_version", "deployment_mode", "environment", "os_arch", "timestamp", "metrics",
        "random_id", "execution_id", "type", "nsapp", "status", "ct_type", "disk_size", "core_count", "ram_size", "exit_code",
        "install_duration",
        "os_type", "os_version", "pve_version", "method", "error", "gpu_vendor", "gpu_passthrough", "cpu_vendor", "gpu_model", "cpu_model",
        "ram_speed", "error_category", "repo_source", "repo_slug", "has_arm", "arch", "platform",
        "image_version", "architecture", "os", "container_runtime", "startup_time_ms", "db_type", "telemetry_version",
    ];

    [Fact]
    public async Task The_public_privacy_page_lists_every_field_and_the_retention()
    {
        using var response = await Stranger.GetAsync("/privacy");
        var page = await ReadPageAsync(response);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            Fields.Order(StringComparer.Ordinal),
            page.QuerySelectorAll("tbody th").SelectMany(names => TextOf(names).Split(", ")).Distinct().Order(StringComparer.Ordinal));
        Assert.All(page.QuerySelectorAll("tbody td"), cell => Assert.NotEmpty(TextOf(cell)));
        Assert.Contains("What a client sent: 365 days.", page.QuerySelectorAll("li").Select(TextOf));
        Assert.Null(page.QuerySelector("form, nav"));
        Assert.Empty(Services.Requests);
        InertPage.Check(page);
    }
}
