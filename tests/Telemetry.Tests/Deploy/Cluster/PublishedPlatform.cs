using System.Net.Http.Headers;
using System.Net.Http.Json;
using Npgsql;

namespace Telemetry.Tests.Deploy.Cluster;

/// <summary>
/// The output of <c>./publish</c> and <c>./images</c>, run on this machine. Each service runs from its published files, in the environment
/// of the overlay <c>production</c> except for addresses. The servers are those of the tests.
/// </summary>
public sealed class PublishedPlatform(Servers servers, PublishedManifests published) : IAsyncLifetime
{
    private const string Password = "correct horse battery staple";

    // A separate user, because the password that Aspire generates for the test server may have characters that ./publish refuses.
    private const string User = "pods";
    private const string UserPassword = "ofLettersAndDigits1";

    private readonly TemporaryDirectory _directory = new();
    private readonly Dictionary<string, string> _addresses = new(StringComparer.Ordinal);
    private readonly List<Deployment> _deployments = [];

    /// <summary>The connection string of the database.</summary>
    public string Database { get; private set; } = "";

    /// <summary>The output directory of <c>./publish</c>.</summary>
    public string Output => Path.Combine(_directory.Path, "out");

    /// <summary>The deployments in their starting order.</summary>
    public IReadOnlyList<Deployment> Deployments => _deployments;

    /// <summary>The address of the gateway's Service.</summary>
    public Uri Gateway => new($"http://127.0.0.1:{_deployments.Single(deployment => deployment.Name == "gateway").Port}");

    /// <summary>Writes manifests and files, but starts no service.</summary>
    public async ValueTask InitializeAsync()
    {
        Database = await servers.CreateDatabaseAsync();
        var database = new NpgsqlConnectionStringBuilder(Database);
        var (rabbitMq, redis) = (new Uri(servers.RabbitMq), servers.Redis.Split(','));
        await CreateUserAsync();
        await PublishAsync(new Dictionary<string, string>
        {
            ["POSTGRES_PASSWORD"] = UserPassword,
            ["MESSAGING_PASSWORD"] = rabbitMq.UserInfo.Split(':')[1],
            ["CACHE_PASSWORD"] = redis[1].Split('=', 2)[1],
            ["ADMIN_PASSWORD"] = Password,
        });
        _addresses["Host=postgres;Port=5432;Username=postgres"] = $"Host={database.Host};Port={database.Port};Username={User}";
        _addresses[";Database=telemetry"] = $";Database={database.Database}";
        _addresses["messaging:5672"] = rabbitMq.Authority;
        _addresses["cache:6379"] = redis[0];
        await using var queue = await QueueOfReports.OpenAsync(servers.RabbitMq);
        await queue.PurgeAsync();
    }

    /// <summary>Starts a number of pods of each service.</summary>
    public async Task StartAsync(int pods)
    {
        foreach (var deployment in _deployments)
            await deployment.StartAsync(pods);
    }

    /// <summary>Replaces all pods of all services in parallel.</summary>
    public Task ReplaceAsync() => Task.WhenAll(_deployments.Select(deployment => deployment.ReplaceAsync()));

    /// <summary>Stops all services in parallel.</summary>
    public Task StopAsync() => Task.WhenAll(_deployments.Select(deployment => deployment.StopAsync()));

    /// <summary>Reads JSON as the admin; null for any status but 2xx.</summary>
    public async Task<JsonElement?> ReadAsync(string path)
    {
        using var http = new HttpClient
        {
            BaseAddress = Gateway,
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", Password) },
        };
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative));
        return response.IsSuccessStatusCode ? await response.Content.ReadFromJsonAsync<JsonElement>() : null;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var deployment in _deployments)
            await deployment.DisposeAsync();
        await Command.OutputOfAsync("chmod", ["-R", "u+w", _directory.Path]);
        _directory.Dispose();
    }

    private async Task CreateUserAsync()
    {
        await using var source = NpgsqlDataSource.Create(Database);
        await using var command = source.CreateCommand($"create role {User} superuser login password '{UserPassword}'");
        await command.ExecuteNonQueryAsync();
    }

    private async Task PublishAsync(Dictionary<string, string> secrets)
    {
        // ./publish keeps existing files of the overlay.
        var overlay = Path.Combine(Output, "kubernetes/overlays/production");
        Directory.CreateDirectory(overlay);
        await File.WriteAllLinesAsync(Path.Combine(overlay, "secrets.env"), secrets.Select(secret => $"{secret.Key}={secret.Value}"));
        await File.WriteAllTextAsync(Path.Combine(overlay, "settings.env"), "RATE_LIMIT=0\n");
        var objects = await published.WriteAsync(Output);

        var images = Path.Combine(_directory.Path, "images");
        await PublishedManifests.PublishServicesAsync(images);
        await Command.OutputOfAsync("chmod", ["-R", "a-w", images]);
        foreach (var name in new[] { "ingestion", "aggregation", "notifications", "dashboard", "gateway" })
        {
            var manifest = objects.Single(it => Policy.Kind(it) == "Deployment" && Policy.Name(it) == name);
            var deployment = new Deployment(manifest, Path.Combine(images, name), pod => Local(PodEnvironment.Of(manifest, objects, pod)));
            _deployments.Add(deployment);
            _addresses[$"http://{name}:8080"] = $"http://127.0.0.1:{deployment.Port}";
        }
    }

    // Replaces the names that the DNS of a cluster would resolve.
    private Dictionary<string, string> Local(Dictionary<string, string> variables) => variables.ToDictionary(
        variable => variable.Key,
        variable => _addresses.Aggregate(
            variable.Value, (value, address) => value.Replace(address.Key, address.Value, StringComparison.Ordinal)));
}
