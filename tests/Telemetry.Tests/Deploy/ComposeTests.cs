using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Serialization;

namespace Telemetry.Tests.Deploy;

/// <summary>The Compose file, for a deployment on one machine.</summary>
[Collection(PublishedManifests.Collection)]
public sealed class ComposeTests(PublishedManifests published)
{
    [Fact]
    public async Task Every_Compose_service_has_a_health_check_a_restart_policy_and_a_log_limit()
    {
        var services = await ConfigAsync(Path.Combine(published.Output, "compose"));
        var names = services.Select(service => service.Key).ToList();

        Assert.Empty(new[]
        {
            "postgres", "messaging", "cache", "ingestion", "aggregation", "notifications", "dashboard", "gateway",
        }.Except(names));
        Assert.All(services, service =>
        {
            Assert.NotEmpty(service.Value!["healthcheck"]!["test"]!.AsArray());
            Assert.Equal("unless-stopped", (string?)service.Value["restart"]);
            Assert.NotNull(service.Value["logging"]!["options"]!["max-size"]);
            Assert.All(
                service.Value["depends_on"] as JsonObject ?? [],
                other => Assert.Equal("service_healthy", (string?)other.Value!["condition"]));
            Assert.All(service.Value["depends_on"] as JsonObject ?? [], other => Assert.Contains(other.Key, names));
        });
        Assert.Equal(
            ["gateway"], services.Where(service => service.Value!["ports"] is JsonArray { Count: > 0 }).Select(service => service.Key));
    }

    [Fact]
    public async Task Each_Compose_service_has_the_memory_limit_and_the_image_of_its_pod()
    {
        var services = await ConfigAsync(Path.Combine(published.Output, "compose"));
        var pods = published.Objects.Where(it => Policy.Kind(it) is "Deployment" or "StatefulSet")
            .ToDictionary(Policy.Name, it => Policy.PodOf(it)!["spec"]!["containers"]![0]!);
        var images = published.Manifest["resources"]!.AsObject()
            .Where(resource => resource.Value!["image"] is not null)
            .ToDictionary(resource => resource.Key, resource => (string?)resource.Value!["image"]);

        Assert.Equal(pods.Keys.Order(), services.Select(service => service.Key).Order());
        Assert.All(
            services,
            service => Assert.Equal(
                Bytes((string)pods[service.Key]["resources"]!["limits"]!["memory"]!), Bytes($"{service.Value!["mem_limit"]}")));
        Assert.All(
            images,
            image => Assert.Equal((image.Value, image.Value), ((string?)services[image.Key]!["image"], (string?)pods[image.Key]["image"])));

        // 384Mi, 2Gi; 384m, 2g
        static long Bytes(string size)
        {
            var number = long.Parse(string.Concat(size.TakeWhile(char.IsDigit)), CultureInfo.InvariantCulture);
            return size.TrimStart([.. "0123456789"]).ToUpperInvariant() switch
            {
                "MI" or "M" => number << 20,
                "GI" or "G" => number << 30,
                _ => number,
            };
        }
    }

    [Fact]
    public async Task Compose_names_a_missing_secret()
    {
        using var directory = new TemporaryDirectory();
        await Command.OutputOfAsync("cp", ["-r", Path.Combine(published.Output, "compose"), directory.Path]);
        var file = Path.Combine(directory.Path, "compose/.env");
        await File.WriteAllLinesAsync(
            file, (await File.ReadAllLinesAsync(file)).Where(line => !line.StartsWith("CACHE_PASSWORD=", StringComparison.Ordinal)));

        var refused = await Command.RunAsync("docker-compose", ["config"], directory: Path.Combine(directory.Path, "compose"));

        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("CACHE_PASSWORD", refused.Errors, StringComparison.Ordinal);
    }

    // The services without those of a profile, which are started manually.
    private static async Task<JsonObject> ConfigAsync(string directory)
    {
        var config = new DeserializerBuilder().Build()
            .Deserialize<Dictionary<string, object>>(await Command.OutputOfAsync("docker-compose", ["config"], directory: directory));
        var services = (JsonObject)JsonNode.Parse(new SerializerBuilder().JsonCompatible().Build().Serialize(config["services"]))!;
        foreach (var name in services.Where(service => service.Value!["profiles"] is not null).Select(service => service.Key).ToList())
            services.Remove(name);
        return services;
    }
}
