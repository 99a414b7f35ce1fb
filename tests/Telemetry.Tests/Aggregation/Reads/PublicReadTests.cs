using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Telemetry.Aggregation.Suppression;
using Telemetry.ServiceDefaults.Access;

namespace Telemetry.Tests.Aggregation.Reads;

/// <summary>With PUBLIC_DASHBOARD the public sees aggregates, and no data of a single installation.</summary>
[Collection(Servers.OfReads)]
public sealed class PublicReadTests(PublicReadsHost host) : RunsTestBase<PublicReadsHost>(host)
{
    // Numbers that do not count instances or runs, and total_pages, which follows from the public total.
    private static readonly string[] Plain =
        ["days_old", "exit_code", "stuck_after_hours", "page", "limit", "total_pages", "total_scripts", "stars", "days_to_half",
        "days_to_nine_tenths", "success_rate", "failure_rate", "percentage", "installs_per_day",
         "avg_cores", "avg_ram_mb", "avg_disk_gb"];

    [Fact]
    public async Task Only_the_admin_sees_single_runs()
    {
        await StoreRunsAsync();

        foreach (var (path, list) in new[]
        {
            ("/api/records", "records"), ("/api/dashboard", "recent_records"), ("/api/errors", "recent_errors"),
            ("/api/dashboard", "error_analysis"),
        })
        {
            Assert.Empty((await GetJsonAsync(path, admin: false)).GetProperty(list).EnumerateArray());
            Assert.NotEmpty((await GetJsonAsync(path)).GetProperty(list).EnumerateArray());
        }

        var (open, admins) = (await GetJsonAsync("/api/records?days=365", admin: false), await GetJsonAsync("/api/records?days=365"));
        Assert.Equal(Text(admins.GetProperty("total")), Text(open.GetProperty("total")));
        Assert.Empty((await GetJsonAsync(
            $"/api/records?execution_id={Uri.EscapeDataString(Runs[0].Id)}", admin: false)).GetProperty("records").EnumerateArray());
    }

    [Fact]
    public async Task Counts_of_5_or_more_are_the_same_for_the_public_and_the_admin()
    {
        await StoreRunsAsync();

        foreach (var path in new[]
        {
            "/api/dashboard?days=365&repo=all", "/api/errors?days=365&repo=all", "/api/scripts?days=365&repo=all",
            "/api/repo-slugs?days=365&repo=all",
        })
        {
            var (open, admins) = (Numbers(await GetJsonAsync(path, admin: false)).ToList(), Numbers(await GetJsonAsync(path)).ToList());

            Assert.True(open.Count(number => number.Value >= 5) >= 3, path);
            Assert.Empty(open.Except(admins));
        }
    }

    [Fact]
    public async Task No_public_response_has_a_count_below_5()
    {
        await StoreRunsAsync();
        await StoreInstancesAsync();
        var all = OpenPaths().ToList();
        Assert.Contains("/api/v1/admin/starts", all);

        foreach (var path in all.SelectMany(path => path.StartsWith("/api/v1", StringComparison.Ordinal) || path == "/metrics"
            ? new[] { path }
            : [path, $"{path}?days=365&repo=all", $"{path}?days=2&repo=external"]))
        {
            var text = await (await GetAsync(path, admin: false)).Content.ReadAsStringAsync();
            var numbers = Numbers(JsonDocument.Parse(text).RootElement).Where(number => !Plain.Contains(number.Name)).ToList();

            Assert.DoesNotContain(numbers, number => number.Value is > 0 and < 5);
        }

        // The admin still gets the counts.
        Assert.Contains(Numbers(await GetJsonAsync("/api/v1/admin/applications/few")), number => number is ("active_instances", 3));
        var open = await GetJsonAsync("/api/v1/admin/applications/few", admin: false);
        Assert.Equal(
            (JsonValueKind.Null, JsonValueKind.Null),
            (open.GetProperty("active_instances").ValueKind, open.GetProperty("metrics").GetProperty("users_count").ValueKind));
        Assert.Equal(
            "900",
            Text((await GetJsonAsync("/api/v1/admin/applications/many", admin: false)).GetProperty("metrics").GetProperty("users_count")));
        var series = (await GetJsonAsync("/api/v1/admin/metrics/few?period=7d", admin: false)).GetProperty("metrics");
        Assert.All(series.GetProperty("users_count").EnumerateArray(), value => Assert.Equal(JsonValueKind.Null, value.ValueKind));
        Assert.NotEmpty(series.GetProperty("users_count").EnumerateArray());
    }

    [Fact]
    public async Task The_public_Prometheus_response_has_no_count_below_5()
    {
        await StoreInstancesAsync();
        await App.StoreAsync([.. Enumerable.Range(0, 7).Select(i => (Report)new TestRun().Posts(i < 5 ? "success" : "failed"))]);

        var open = await (await GetAsync("/metrics", admin: false, accept: "text/plain")).Content.ReadAsStringAsync();
        var admins = await (await GetAsync("/metrics", accept: "text/plain")).Content.ReadAsStringAsync();

        Assert.Contains("telemetry_installs_failed_total 2\n", admins, StringComparison.Ordinal);
        Assert.Contains("telemetry_instances_active{app=\"few\"} 3\n", admins, StringComparison.Ordinal);
        Assert.Contains("telemetry_success_rate 71.4\n", admins, StringComparison.Ordinal);
        Assert.Contains("telemetry_installs_success_total 5\n", open, StringComparison.Ordinal);
        Assert.Contains("telemetry_instances_active{app=\"many\"} 9\n", open, StringComparison.Ordinal);
        Assert.DoesNotContain("telemetry_installs_failed_total 2", open, StringComparison.Ordinal);
        Assert.DoesNotContain("few", open, StringComparison.Ordinal);
        Assert.DoesNotContain("71.4", open, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_public_response_contains_the_log_of_a_run()
    {
        await App.StoreAsync(new TestRun { ExecutionId = "secret-id" }.Fails(1, "secret log"));

        foreach (var path in OpenPaths())
            Assert.DoesNotContain(
                "secret", await (await GetAsync(path, admin: false)).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        foreach (var path in new[] { "/api/records", "/api/dashboard", "/api/errors" })
            Assert.Contains("secret", Text(await GetJsonAsync($"{path}?days=2")), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_public_response_type_declares_its_suppression()
    {
        var types = OpenEndpoints().SelectMany(endpoint => endpoint.Metadata.OfType<IProducesResponseTypeMetadata>())
            .Where(response => response.StatusCode == 200 && response.Type is not null && response.Type != typeof(string))
            .Select(response => response.Type!).ToHashSet();

        Assert.True(types.Count >= 14, $"only {types.Count} types");
        Assert.All(types, PublicJson.Verify);
    }

    // Two applications, one with fewer than 5 instances; each instance has 100 users.
    private async Task StoreInstancesAsync()
    {
        foreach (var (app, count) in new[] { ("few", 3), ("many", 9) })
        {
            foreach (var instance in Enumerable.Range(0, count).Select(_ => new TestInstance(app)))
                await App.StoreAsync(instance.Becomes(InstanceStatus.Active), instance.Sends("""{"users_count":100}"""));
        }
    }

    // Without badges, which are always public.
    private IEnumerable<string> OpenPaths() => OpenEndpoints()
        .Select(endpoint => $"/{endpoint.RoutePattern.RawText!.TrimStart('/')}".Replace("{slug}", "few", StringComparison.Ordinal)
            .Replace("{appName}", "few", StringComparison.Ordinal))
        .Where(path => path.StartsWith("/api/", StringComparison.Ordinal)
            || path.StartsWith("/metrics", StringComparison.Ordinal)
            || path.StartsWith("/stats", StringComparison.Ordinal))
        .Select(path => path.TrimEnd('/'));

    private IEnumerable<RouteEndpoint> OpenEndpoints() =>
        App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IAuthorizeData>()?.Policy is null or AdminAccess.ReaderPolicy
                && endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") == true
                && endpoint.RoutePattern.RawText?.Contains("openapi", StringComparison.Ordinal) == false);

    private static IEnumerable<(string Name, double Value)> Numbers(JsonElement json, string name = "") => json.ValueKind switch
    {
        JsonValueKind.Number => [(name, json.GetDouble())],
        JsonValueKind.Array => json.EnumerateArray().SelectMany(element => Numbers(element, name)),
        JsonValueKind.Object => json.EnumerateObject().SelectMany(property => Numbers(property.Value, property.Name)),
        _ => [],
    };
}
