using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Telemetry.EndToEnd.Fixtures;

/// <summary>The whole platform, started by its own AppHost with its own data directory.</summary>
public sealed class Platform : IAsyncDisposable
{
    public const string Password = "end-to-end password";

    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(3);

    private static readonly string[] s_services = ["gateway", "ingestion", "aggregation", "notifications", "dashboard"];
    private static readonly string[] s_settings =
        (Environment.GetEnvironmentVariable("END_TO_END_SETTINGS") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private readonly DistributedApplication _app;

    private Platform(DistributedApplication app, string dataDirectory)
    {
        _app = app;
        DataDirectory = dataDirectory;
    }

    public string DataDirectory { get; }

    /// <summary>Whether the data directory is kept after disposal: ./run can open the data of a benchmark.</summary>
    public bool KeepsData { get; set; }

    public Uri Gateway => _app.GetEndpoint("gateway", "http");

    /// <summary>
    /// Starts the platform, also with the settings of the variable END_TO_END_SETTINGS: "--REPLICAS=2" runs all tests with two processes of
    /// each service.
    /// </summary>
    /// <param name="settings">Settings as on the command line: "--RATE_LIMIT=0".</param>
    public static async Task<Platform> StartAsync(params string[] settings)
    {
        var data = Directory.CreateTempSubdirectory("telemetry-end-to-end-").FullName;

        // Mode 755: the servers run as their own users and must reach their data.
        File.SetUnixFileMode(data, (UnixFileMode)0b111_101_101);
        using var deadline = new CancellationTokenSource(StartDeadline);
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(
            [$"--DATA_DIR={data}", "--SERVERS=processes", $"--ADMIN_PASSWORD={Password}", .. s_settings, .. settings],
            deadline.Token);
        // Tests do not wait a minute for the next evaluation of the alert rules.
        var aggregation = builder.Resources.OfType<IResourceWithEnvironment>().Single(resource => resource.Name == "aggregation");
        builder.CreateResourceBuilder(aggregation).WithEnvironment("Alerts__EvaluationPeriod", "00:00:05");
        var app = await builder.BuildAsync(deadline.Token);
        var platform = new Platform(app, data);
        try
        {
            await app.StartAsync(deadline.Token);
            foreach (var service in s_services)
                await app.ResourceNotifications.WaitForResourceHealthyAsync(service, deadline.Token);
            return platform;
        }
        catch
        {
            await platform.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until all processes of a service are healthy.</summary>
    public Task HealthyAsync(string service) => _app.ResourceNotifications.WaitForResourceHealthyAsync(service);

    /// <summary>Restarts all processes of a service with the command of the developer dashboard and waits until they are healthy.</summary>
    public async Task RestartAsync(string service)
    {
        await CommandAsync(service, KnownResourceCommands.RestartCommand);
        await HealthyAsync(service);
    }

    /// <summary>Stops all processes of a service with the command of the developer dashboard.</summary>
    public Task StopAsync(string service) => CommandAsync(service, KnownResourceCommands.StopCommand);

    /// <summary>Starts a stopped service and waits until it is healthy.</summary>
    public async Task StartServiceAsync(string service)
    {
        await CommandAsync(service, KnownResourceCommands.StartCommand);
        await HealthyAsync(service);
    }

    /// <summary>A client without credentials.</summary>
    public HttpClient CreateClient() => new() { BaseAddress = Gateway };

    /// <summary>A client with the admin's bearer.</summary>
    public HttpClient CreateAdmin() => new()
    {
        BaseAddress = Gateway,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", Password) },
    };

    /// <summary>Reads JSON as the admin; the default for any status but 2xx.</summary>
    public async Task<JsonElement> ReadAsync(string path)
    {
        using var admin = CreateAdmin();
        using var response = await admin.GetAsync(new Uri(path, UriKind.Relative));
        return response.IsSuccessStatusCode ? await response.Content.ReadFromJsonAsync<JsonElement>() : default;
    }

    /// <summary>Reads one value from the database.</summary>
    public async Task<T?> QueryAsync<T>(string sql)
    {
        await using var dataSource = NpgsqlDataSource.Create((await _app.GetConnectionStringAsync("telemetry"))!);
        await using var command = dataSource.CreateCommand(sql);
        return (T?)await command.ExecuteScalarAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (!KeepsData)
            Directory.Delete(DataDirectory, recursive: true);
    }

    private async Task CommandAsync(string service, string command)
    {
        var resource =
            _app.Services.GetRequiredService<DistributedApplicationModel>().Resources.Single(resource => resource.Name == service);
        await _app.ResourceCommands.ExecuteCommandAsync(resource, command);
    }
}
