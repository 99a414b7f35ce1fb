using System.Diagnostics;
using System.Text.Json;
using Telemetry.EndToEnd.Fixtures;
using Telemetry.Tests.Fixtures;

namespace Telemetry.EndToEnd;

/// <summary>Clients in other languages, which share no code with the product.</summary>
[Collection(SharedPlatform.Collection)]
public sealed class ClientTests(SharedPlatform shared)
{
    private readonly Platform _platform = shared.Platform;

    [Fact]
    public async Task A_client_in_another_language_registers_activates_and_sends()
    {
        var responses = await RunClientAsync("Café \"Überblick\" <1>");

        Assert.Equal(
            [
                ("/v1/register", 201, """{"status":"ok","message":"Registered"}"""),
                ("/v1/activate", 200, """{"status":"active","message":"Instance activated successfully"}"""),
                ("/v1/snapshot", 202, """{"status":"ok","message":"Snapshot received"}"""),
                ("/v1/snapshot", 202, """{"status":"ok","message":"Snapshot received"}"""),
            ],
            responses.Select(response => (
                response.GetProperty("path").GetString(),
                response.GetProperty("status").GetInt32(),
                response.GetProperty("body").GetString())));

        var id = responses[0].GetProperty("instanceId").GetString();
        var instance = await Eventually.GetAsync(
            () => _platform.ReadAsync($"/api/v1/admin/instances/{id}"),
            found => found.ValueKind == JsonValueKind.Object
                && found.GetProperty("metrics").TryGetProperty("users_count", out var users)
                && users.GetInt32() == 42,
            "the instance with its newest snapshot");
        Assert.Equal("Café \"Überblick\" <1>", instance.GetProperty("app_name").GetString());
        Assert.Equal("1.4.2", instance.GetProperty("app_version").GetString());
        Assert.Equal("active", instance.GetProperty("status").GetString());
        Assert.Equal("überß – \"pro\" 🚀", instance.GetProperty("metrics").GetProperty("plan").GetString());
    }

    [Theory]
    [InlineData("success", 0, "", "")]
    [InlineData("failed", 100, "apt", "E: Failed to fetch the package list\n\tsome index files are \"old\"\nexit code 100 in line 42")]
    public async Task Nine_posts_of_an_install_script_make_one_run_with_its_steps_and_outcome(
        string outcome, int exitCode, string category, string error)
    {
        var script = $"script-{Guid.NewGuid():N}";
        var slug = $"{script}/ProxmoxVE";

        var responses = await PlayAsync("run-client.sh", script, slug, outcome);

        Assert.Equal(
            ["installing", "installing", "validation", "validation", "configuring", "configuring", outcome, outcome, outcome],
            responses.Select(response => response.Split(' ')[0]));
        Assert.All(responses, response => Assert.EndsWith(" 202 accepted", response, StringComparison.Ordinal));

        var record = await RecordAsync(script, outcome);
        Assert.Equal(outcome, record.GetProperty("status").GetString());
        Assert.Equal(exitCode, record.GetProperty("exit_code").GetInt32());
        Assert.Equal(error, record.GetProperty("error").GetString());
        Assert.Equal(category, record.GetProperty("error_category").GetString());
        Assert.Equal(
            (8, 2, 2048, 97),
            (record.GetProperty("disk_size").GetInt32(), record.GetProperty("core_count").GetInt32(),
                record.GetProperty("ram_size").GetInt32(), record.GetProperty("install_duration").GetInt32()));
        Assert.Equal("ProxmoxVE", record.GetProperty("repo_source").GetString());
        var steps = JsonElement.Parse(record.GetProperty("pipeline").GetString()!).EnumerateArray().ToList();
        Assert.Equal(["installing", "validation", "configuring", outcome], steps.Select(step => step.GetProperty("s").GetString()));
        Assert.Equal(
            steps.Select(step => step.GetProperty("t").GetDateTime()).Order(), steps.Select(step => step.GetProperty("t").GetDateTime()));

        var expected = (1, outcome == "success" ? 1 : 0, outcome == "failed" ? 1 : 0, 0, 0);
        await Eventually.GetAsync(() => CountsAsync(slug), counts => counts == expected, $"{expected} on the dashboard");
    }

    [Fact]
    public async Task One_container_start_is_counted_once()
    {
        var before = await StartsAsync();

        var responses = await PlayAsync("start-client.sh");

        Assert.Equal(["""{"status":"success","message":"Telemetry collected"}""", "200"], responses);
        var after = await Eventually.GetAsync(StartsAsync, starts => starts.Total > before.Total, "one more start");
        Assert.Equal((before.Total + 1, before.Instances + 1), after);
        var newest = (await Eventually.GetAsync(
            () => _platform.ReadAsync("/deployments"), starts => starts.GetArrayLength() > 0, "the newest start"))[0];
        Assert.Equal(
            ("11.2.0", "", 4321),
            (
                newest.GetProperty("image_version").GetString(),
                newest.GetProperty("container_runtime").GetString(),
                newest.GetProperty("startup_time_ms").GetInt32()));
    }

    private async Task<List<JsonElement>> RunClientAsync(string application) =>
        [.. (await LinesAsync(
            "node",
            Client("shm-client.mjs"),
            _platform.Gateway.ToString().TrimEnd('/'),
            application)).Select(line => JsonElement.Parse(line))];

    private Task<List<string>> PlayAsync(string client, params string[] arguments) =>
        LinesAsync("bash", [Client(client), _platform.Gateway.ToString().TrimEnd('/'), .. arguments]);

    private static string Client(string name) => Path.Combine(AppContext.BaseDirectory, "Clients", name);

    private static async Task<List<string>> LinesAsync(string program, params string[] arguments)
    {
        using var client = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var lines = new List<string>();
        while (await client.StandardOutput.ReadLineAsync() is { } line)
            lines.Add(line);

        await client.WaitForExitAsync();
        return lines;
    }

    // Waits until the only run of a script has the outcome.
    private async Task<JsonElement> RecordAsync(string script, string outcome)
    {
        var records = await Eventually.GetAsync(
            () => _platform.ReadAsync($"/api/records?app={script}"),
            page => page.ValueKind == JsonValueKind.Object
                && page.GetProperty("records").EnumerateArray().Any(record => record.GetProperty("status").GetString() == outcome),
            $"a run of {script} with the outcome {outcome}");
        Assert.Equal(1, records.GetProperty("total").GetInt32());
        return Assert.Single(records.GetProperty("records").EnumerateArray());
    }

    private async Task<(int Total, int Success, int Failed, int Aborted, int Installing)> CountsAsync(string slug)
    {
        var dashboard = await _platform.ReadAsync($"/api/dashboard?days=7&slug={Uri.EscapeDataString(slug)}");
        var count = (string field) => dashboard.GetProperty(field).GetInt32();
        return (count("total_installs"), count("success_count"), count("failed_count"), count("aborted_count"), count("installing_count"));
    }

    private async Task<(int Total, int Instances)> StartsAsync()
    {
        var metrics = await _platform.ReadAsync("/metrics");
        return (metrics.GetProperty("total_deployments").GetInt32(), metrics.GetProperty("unique_instances").GetInt32());
    }
}
