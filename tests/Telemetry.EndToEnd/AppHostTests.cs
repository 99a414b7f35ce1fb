using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Telemetry.EndToEnd.Fixtures;
using Telemetry.Tests.Fixtures;

namespace Telemetry.EndToEnd;

/// <summary>The AppHost as a process, as a developer starts it in a terminal.</summary>
public sealed class AppHostTests : IDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(60);

    private readonly string _data = Directory.CreateTempSubdirectory("telemetry-apphost-").FullName;

    // Mode 711: the servers run as their own users, which need to traverse the directory but not to list it.
    public AppHostTests() => File.SetUnixFileMode(_data, (UnixFileMode)0b111_001_001);

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task A_start_prints_its_addresses_keeps_its_data_and_leaves_no_process()
    {
        string password;
        using (var first = AppHostProcess.Start(_data))
        {
            var url = (await first.LineAsync("Ready: ", StartDeadline))["Ready: ".Length..];
            Assert.Equal($"Ready: {url}", first.Lines.Last());
            const string beginning = "Developer dashboard: ";
            var dashboard = Assert.Single(first.Lines, line => line.StartsWith(beginning, StringComparison.Ordinal))[beginning.Length..];
            Assert.Matches("^http://localhost:[0-9]+/login\\?t=", dashboard);
            Assert.All(
                new[]
                {
                    "postgres", "telemetry", "messaging", "cache", "ingestion", "aggregation", "notifications", "dashboard", "gateway",
                },
                resource => Assert.Contains($"{resource} is healthy", first.Lines));
            password = Assert.Single(first.Lines, line => line.StartsWith("Admin password: ", StringComparison.Ordinal)).Split(' ')[2];
            using (var admin = AdminOf(url, password))
                await DeveloperDashboard.AssertShowsEverythingAsync(new Uri(dashboard), admin);

            using (var second = AppHostProcess.Start(_data))
                await AssertRefusedAsync(
                    second, $"DATA_DIR: {_data} is in use by another AppHost. Stop it, or set DATA_DIR to another directory.");

            ChildProcesses.Terminate(first.Id);
            Assert.Equal(0, await first.EndAsync(StopDeadline));
            await Eventually.HoldsAsync(() => first.Children().Count == 0, "no process is left after SIGTERM");
        }

        using (var again = AppHostProcess.Start(_data))
        {
            var url = (await again.LineAsync("Ready: ", StartDeadline))["Ready: ".Length..];
            Assert.Contains("Admin password: the one generated at the first start (secrets.json in the data directory)", again.Lines);
            Assert.Equal(1, await InstancesAsync(url, password));

            ChildProcesses.Kill(again.Id);
            await again.EndAsync(StopDeadline);
            await Eventually.HoldsAsync(() => again.Children().Count == 0, "no process is left after kill -9");
        }

        var secrets = Path.Combine(_data, "secrets.json");
        var kept = await File.ReadAllTextAsync(secrets);
        foreach (var server in new[] { "postgres", "messaging" })
        {
            var passwords = JsonNode.Parse(kept)!.AsObject();
            Assert.True(passwords.Remove($"{server}-password"));
            await File.WriteAllTextAsync(secrets, passwords.ToJsonString());
            using var locked = AppHostProcess.Start(_data);
            await locked.LineAsync($"{server}: its data were made with another password", StartDeadline);
            Assert.Equal(1, await locked.EndAsync(StopDeadline));
            await Eventually.HoldsAsync(() => locked.Children().Count == 0, "no process is left after a start that failed");
        }
    }

    [Theory]
    [InlineData(
        "SERVERS=containers ASPIRE_CONTAINER_RUNTIME=none",
        1,
        "SERVERS: no container engine answers. Start Docker or Podman, or set SERVERS=processes to use this machine's own packages.")]
    [InlineData("SERVERS=clouds", 78, "Configuration: SERVERS must be one of auto, containers, processes")]
    [InlineData("RATE_LIMIT=many", 78, "Configuration: RATE_LIMIT must be a whole number from 0 to 1000000")]
    public async Task An_invalid_setting_ends_the_start_with_one_line(string settings, int exitCode, string line)
    {
        using var host = AppHostProcess.Start(_data, settings.Split(' '));

        await AssertRefusedAsync(host, line, exitCode);
    }

    [Fact]
    public async Task A_missing_server_ends_the_start_with_one_line_that_names_its_package()
    {
        var programs = Directory.CreateDirectory(Path.Combine(_data, "bin")).FullName;
        foreach (var program in new[] { "bash", "chown", "env", "setpriv", "test" })
            File.CreateSymbolicLink(Path.Combine(programs, program), $"/usr/bin/{program}");
        using var host = AppHostProcess.Start(_data, $"PATH={programs}");

        await AssertRefusedAsync(
            host, "cache: no redis-server on this machine. Install it with: apt-get install redis-server. Or start Docker or Podman.");
    }

    [Fact]
    public async Task A_port_in_use_ends_the_start_with_one_line_that_names_the_port()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        using var host = AppHostProcess.Start(_data, $"GATEWAY_PORT={port}");

        await AssertRefusedAsync(
            host, $"gateway: port {port} is in use by another program. Stop it, or choose another port (GATEWAY_PORT for the gateway).");
    }

    // The process prints only the expected line, besides the lines about servers and the mail sink.
    private static async Task AssertRefusedAsync(AppHostProcess host, string line, int exitCode = 1)
    {
        Assert.Equal(exitCode, await host.EndAsync(StopDeadline));
        Assert.Equal(
            line,
            Assert.Single(
                host.Lines,
                printed => !printed.StartsWith("Servers: ", StringComparison.Ordinal)
                    && !printed.StartsWith("Mails: ", StringComparison.Ordinal)));
        Assert.Empty(host.Children());
    }

    private static async Task<int> InstancesAsync(string url, string password)
    {
        using var admin = AdminOf(url, password);
        using var stats = JsonDocument.Parse(await admin.GetStringAsync("/api/v1/admin/stats"));
        return stats.RootElement.GetProperty("total_instances").GetInt32();
    }

    private static HttpClient AdminOf(string url, string password) => new()
    {
        BaseAddress = new Uri(url),
        DefaultRequestHeaders = { Authorization = new("Bearer", password) },
    };
}
