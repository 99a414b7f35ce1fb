using System.Text.Json.Nodes;
using Telemetry.Tests.Fixtures;
using YamlDotNet.Serialization;

namespace Telemetry.Tests.Deploy;

/// <summary>Everything on one machine.</summary>
[Collection(PublishedManifests.Collection)]
public sealed class ComposeTests(PublishedManifests published)
{
    [Fact]
    public async Task Compose_takes_the_file_and_every_service_is_checked_restarted_and_bounded_in_its_logs()
    {
        var services = await ConfigAsync(Path.Combine(published.Output, "compose"));
        var names = services.Select(service => service.Key).ToList();

        Assert.Empty(new[] { "postgres", "messaging", "cache", "ingestion", "aggregation", "notifications", "dashboard", "gateway" }.Except(names));
        Assert.All(services, service =>
        {
            Assert.NotEmpty(service.Value!["healthcheck"]!["test"]!.AsArray());
            Assert.Equal("unless-stopped", (string?)service.Value["restart"]);
            Assert.NotNull(service.Value["logging"]!["options"]!["max-size"]);
            Assert.All(service.Value["depends_on"] as JsonObject ?? [], other => Assert.Equal("service_healthy", (string?)other.Value!["condition"]));
            Assert.All(service.Value["depends_on"] as JsonObject ?? [], other => Assert.Contains(other.Key, names));
        });
        Assert.Equal(["gateway"], services.Where(service => service.Value!["ports"] is JsonArray { Count: > 0 }).Select(service => service.Key));
    }

    [Fact]
    public async Task Compose_says_which_secret_is_missing()
    {
        using var directory = new TemporaryDirectory();
        await Command.OutputOfAsync("cp", ["-r", Path.Combine(published.Output, "compose"), directory.Path]);
        var file = Path.Combine(directory.Path, "compose/.env");
        await File.WriteAllLinesAsync(file, (await File.ReadAllLinesAsync(file)).Where(line => !line.StartsWith("CACHE_PASSWORD=", StringComparison.Ordinal)));

        var refused = await Command.RunAsync("docker-compose", ["config"], directory: Path.Combine(directory.Path, "compose"));

        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("CACHE_PASSWORD", refused.Faults, StringComparison.Ordinal);
    }

    // Without those that are started by hand.
    private static async Task<JsonObject> ConfigAsync(string directory)
    {
        var config = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(await Command.OutputOfAsync("docker-compose", ["config"], directory: directory));
        var services = (JsonObject)JsonNode.Parse(new SerializerBuilder().JsonCompatible().Build().Serialize(config["services"]))!;
        foreach (var name in services.Where(service => service.Value!["profiles"] is not null).Select(service => service.Key).ToList())
            services.Remove(name);
        return services;
    }
}
