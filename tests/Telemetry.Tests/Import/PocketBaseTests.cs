using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Telemetry.Import.Http;
using Telemetry.Import.Sources;

namespace Telemetry.Tests.Import;

[Collection(Servers.Collection)]
public sealed class PocketBaseTests(Servers servers) : ImportTest(servers)
{
    [Fact]
    public async Task A_second_import_changes_nothing_and_totals_equal_the_source()
    {
        await using var server = await new PocketBaseServer().StartAsync();
        for (var i = 0; i < 1300; i++)
            server.Add(Now.AddDays(-300).AddHours(i * 5), Record($"run-{i}", i % 4 == 0 ? "failed" : "success"));
        // One page fails, and a run is added while the pages are read.
        server.Before = number =>
        {
            if (number == 4)
                server.Add(Now.AddMinutes(-1), Record("late", "success"));
            return number == 3 ? Results.StatusCode(503) : null;
        };

        var first = await ImportAsync(Source(server));
        var tables = await TablesAsync();
        server.Before = _ => null;
        var second = await ImportAsync(Source(server));

        Assert.Equal((1301, 1301, 1301), (first.Read, first.Accepted, second.Accepted));
        Assert.Equal(tables, await TablesAsync());
        Assert.Equal(1301, await Aggregation.ScalarAsync<long>("select count(*) from analytics.runs"));
        Assert.Equal(
            ["1301 | 0 | 976 | 325 | 0"],
            await Aggregation.RowsAsync(
                "select sum(runs), sum(installing), sum(success), sum(failed), sum(unknown) from analytics.run_days"));
        Assert.Equal(["ProxmoxVE | 1301"], await Aggregation.RowsAsync("select repo, sum(runs) from analytics.run_totals group by repo"));
    }

    [Fact]
    public async Task Every_field_survives()
    {
        await using var server = await new PocketBaseServer().StartAsync();
        var created = Now.AddDays(-5);
        string Step(string status, int minutes) =>
            $$"""{"s": "{{status}}", "t": "{{created.AddMinutes(minutes).UtcDateTime:yyyy-MM-dd'T'HH:mm:ss}}Z"}""";
        server.Add(created, new JsonObject
        {
            ["random_id"] = "session-1", ["execution_id"] = "execution-1", ["type"] = "lxc", ["nsapp"] = "jellyfin", ["status"] = "failed",
            ["ct_type"] = 1, ["disk_size"] = 8, ["core_count"] = 2, ["ram_size"] = 2048, ["exit_code"] = 100, ["install_duration"] = 61,
            ["os_type"] = "debian", ["os_version"] = "13", ["pve_version"] = "8.4.1", ["method"] = "advanced",
            ["error"] = "E: Unable to locate package\nüber \"18.17.1\"", ["error_category"] = "apt",
            ["gpu_vendor"] = "nvidia", ["gpu_model"] = "RTX 3060", ["gpu_passthrough"] = "vfio",
            ["cpu_vendor"] = "intel", ["cpu_model"] = "i5-13500", ["ram_speed"] = "3200",
            ["repo_source"] = "ProxmoxVED", ["repo_slug"] = "community-scripts/ProxmoxVED", ["has_arm"] = true,
            ["arch"] = "amd64", ["platform"] = "proxmox",
            ["updated"] = $"{created.AddMinutes(3).UtcDateTime:yyyy-MM-dd HH:mm:ss.fff}Z",
            ["pipeline"] = $"[{Step("installing", 0)}, {Step("configuring", 1)}, {Step("failed", 2)}]",
        });

        var state = await ImportAsync(Source(server));

        Assert.Empty(state.Skipped);
        string At(int minutes) => $"{created.AddMinutes(minutes).UtcDateTime:yyyy-MM-dd HH:mm:ss}";
        Assert.Equal(
            [
                string.Join(
                    " | ", At(0), At(3), "execution-1", "session-1", "jellyfin", "lxc", "failed", "failed",
                    "100", "E: Unable to locate package\nüber \"18.17.1\"", "apt", "apt",
                    "ProxmoxVED", "community-scripts/ProxmoxVED", "debian", "13", "8.4.1", "advanced",
                    "1", "8", "2", "2048", "61", "True", "amd64", "proxmox",
                    "nvidia",
                    "RTX 3060",
                    "vfio",
                    "intel",
                    "i5-13500",
                    "3200",
                    $"[{Step("installing", 0)}, {Step("configuring", 1)}, {Step("failed", 2)}]"),
            ],
            await Aggregation.RowsAsync(
                """
                select to_char(created_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS'),
                  to_char(updated_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS'),
                  execution_id, random_id, app, type, status, status_sent, exit_code, error, category, category_sent,
                  repo, slug, os_type, os_version, pve_version, method,
                  ct_type, disk_size, core_count, ram_size, install_duration, has_arm, arch, platform,
                  gpu_vendor, gpu_model, gpu_passthrough, cpu_vendor, cpu_model, ram_speed, steps::text
                from analytics.runs
                """));
    }

    [Fact]
    public async Task A_record_migrated_before_keeps_its_original_time_and_zeros_count_as_missing()
    {
        await using var server = await new PocketBaseServer().StartAsync();
        var old = Now.AddDays(-100).UtcDateTime;
        var record = Record("moved", "success");
        record["old_created"] = $"{old:yyyy-MM-dd HH:mm:ss}";
        foreach (var number in new[] { "core_count", "ram_size", "disk_size", "install_duration" })
            record[number] = 0;
        server.Add(Now.AddDays(-1), record);

        await ImportAsync(Source(server));

        var time = $"{old:yyyy-MM-dd HH:mm:ss}";
        Assert.Equal(
            [$"{time} | {time} |  |  |  | "],
            await Aggregation.RowsAsync(
                """
                select to_char(created_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS'),
                  to_char(updated_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS'),
                  core_count, ram_size, disk_size, install_duration
                from analytics.runs
                """));
    }

    internal static PocketBaseSource Source(PocketBaseServer server) =>
        new(server.Address, "telemetry", PocketBaseServer.Token, new RetryPolicy(TimeSpan.FromSeconds(20)));

    private static JsonObject Record(string id, string status) => new()
    {
        ["random_id"] = id, ["type"] = "lxc", ["nsapp"] = "jellyfin", ["status"] = status, ["core_count"] = 2,
        ["repo_source"] = "ProxmoxVE",
    };
}
