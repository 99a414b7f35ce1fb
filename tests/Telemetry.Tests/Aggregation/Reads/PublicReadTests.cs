using System.Text.Json;
using Telemetry.Tests.Fixtures;

namespace Telemetry.Tests.Aggregation.Reads;

/// <summary>Under PUBLIC_DASHBOARD everybody sees how runs fare, and only the admin whose they are and what their logs say.</summary>
[Collection(Servers.Collection)]
public sealed class PublicReadTests(Servers servers) : RunsTest(servers)
{
    protected override bool IsPublic => true;

    [Fact]
    public async Task Records_have_neither_ids_nor_logs()
    {
        await StoreRunsAsync();

        foreach (var (path, list) in new[] { ("/api/records", "records"), ("/api/dashboard", "recent_records"), ("/api/errors", "recent_errors") })
        {
            var (open, admin) = ((await JsonAsync(path, admin: false)).GetProperty(list), (await JsonAsync(path)).GetProperty(list));

            Assert.NotEmpty(open.EnumerateArray());
            Assert.Equal(
                admin.EnumerateArray().Select(record => Properties(record).Except(["random_id", "execution_id", "error"])),
                open.EnumerateArray().Select(Properties));
            Assert.Contains("error", Properties(admin[0]));
        }
    }

    [Fact]
    public async Task Sums_are_the_same_but_for_what_logs_say()
    {
        await StoreRunsAsync();

        var (open, admin) = (await JsonAsync("/api/dashboard", admin: false), await JsonAsync("/api/dashboard"));
        Assert.Equal("[]", Text(open.GetProperty("error_analysis")));
        Assert.NotEqual("[]", Text(admin.GetProperty("error_analysis")));
        foreach (var field in admin.EnumerateObject().Where(field => field.Name is not ("error_analysis" or "recent_records")))
            Assert.Equal(Text(field.Value), Text(open.GetProperty(field.Name)));

        var (openErrors, adminErrors) = (await JsonAsync("/api/errors", admin: false), await JsonAsync("/api/errors"));
        Assert.All(openErrors.GetProperty("app_errors").EnumerateArray(), app => Assert.Equal("", app.GetProperty("top_error").GetString()));
        Assert.Contains(adminErrors.GetProperty("app_errors").EnumerateArray(), app => app.GetProperty("top_error").GetString() != "");
        foreach (var field in adminErrors.EnumerateObject().Where(field => field.Name is not ("app_errors" or "recent_errors")))
            Assert.Equal(Text(field.Value), Text(openErrors.GetProperty(field.Name)));
    }

    [Fact]
    public async Task A_log_is_nowhere_in_an_open_answer()
    {
        await App.StoreAsync(new TestRun { ExecutionId = "secret-id" }.Fails(1, "secret log"));

        foreach (var path in new[] { "/api/records", "/api/dashboard", "/api/errors", "/api/scripts", "/api/repo-slugs", "/metrics" })
        {
            Assert.DoesNotContain("secret", Text(await JsonAsync($"{path}?days=2", admin: false)), StringComparison.Ordinal);
            if (path is "/api/records" or "/api/dashboard" or "/api/errors")
                Assert.Contains("secret", Text(await JsonAsync($"{path}?days=2")), StringComparison.Ordinal);
        }
    }

    private static IEnumerable<string> Properties(JsonElement record) => record.EnumerateObject().Select(property => property.Name);
}
