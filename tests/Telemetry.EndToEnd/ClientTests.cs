using System.Diagnostics;
using System.Text.Json;
using Telemetry.EndToEnd.Fixtures;

namespace Telemetry.EndToEnd;

/// <summary>A client that knows the protocol and nothing else.</summary>
[Collection(SharedPlatform.Collection)]
public sealed class ClientTests(SharedPlatform shared)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private readonly Platform _platform = shared.Platform;

    [Fact]
    public async Task A_client_in_another_language_registers_activates_and_sends()
    {
        var answers = await RunClientAsync("Café \"Überblick\" <1>");

        Assert.Equal(
            [
                ("/v1/register", 201, """{"status":"ok","message":"Registered"}"""),
                ("/v1/activate", 200, """{"status":"active","message":"Instance activated successfully"}"""),
                ("/v1/snapshot", 202, """{"status":"ok","message":"Snapshot received"}"""),
                ("/v1/snapshot", 202, """{"status":"ok","message":"Snapshot received"}"""),
            ],
            answers.Select(answer => (answer.GetProperty("path").GetString(), answer.GetProperty("status").GetInt32(), answer.GetProperty("body").GetString())));

        var id = answers[0].GetProperty("instanceId").GetString();
        var instance = await Eventually.GetAsync(
            () => _platform.ReadAsync($"/api/v1/admin/instances/{id}"),
            found => found.ValueKind == JsonValueKind.Object && found.GetProperty("metrics").TryGetProperty("users_count", out var users) && users.GetInt32() == 42,
            Deadline,
            "the instance with its newest snapshot");
        Assert.Equal("Café \"Überblick\" <1>", instance.GetProperty("app_name").GetString());
        Assert.Equal("1.4.2", instance.GetProperty("app_version").GetString());
        Assert.Equal("active", instance.GetProperty("status").GetString());
        Assert.Equal("überß – \"pro\" 🚀", instance.GetProperty("metrics").GetProperty("plan").GetString());
    }

    private async Task<List<JsonElement>> RunClientAsync(string application)
    {
        using var node = Process.Start(new ProcessStartInfo("node")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Clients", "shm-client.mjs"), _platform.Gateway.ToString().TrimEnd('/'), application },
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var answers = new List<JsonElement>();
        while (await node.StandardOutput.ReadLineAsync() is { } line)
            answers.Add(JsonElement.Parse(line));

        await node.WaitForExitAsync();
        return answers;
    }
}
