using System.Reflection;
using System.Text.Json.Nodes;
using Telemetry.Manifests;
using Telemetry.Tests.Fixtures;

namespace Telemetry.Tests.Deploy;

/// <summary>What <c>./publish</c> writes for the AppHost of this build, and what kustomize makes of it.</summary>
public sealed class PublishedManifests : IAsyncLifetime
{
    /// <summary>The collection of those who look at it.</summary>
    public const string Collection = "published manifests";

    private readonly TemporaryDirectory _directory = new();

    /// <summary>Where the scripts are that it writes as they are.</summary>
    public static string Scripts => Fact("scripts");

    /// <summary>Where it is.</summary>
    public string Output => Path.Combine(_directory.Path, "out");

    /// <summary>Aspire's deployment manifest.</summary>
    public JsonObject Manifest { get; private set; } = null!;

    /// <summary>The objects of the overlay <c>production</c>.</summary>
    public IReadOnlyList<JsonObject> Objects { get; private set; } = null!;

    /// <summary>What is wrong with them by Kubernetes' schemas.</summary>
    public IReadOnlyList<string> Faults { get; private set; } = null!;

    /// <summary>The AppHost with <c>--publisher manifest</c>.</summary>
    public static Task<Command> PublishAsync(string file, IReadOnlyDictionary<string, string?>? settings = null) =>
        Command.RunAsync("dotnet", [Fact("apphost"), "--publisher", "manifest", "--output-path", file], settings);

    /// <summary>The tool that <c>./publish</c> calls then.</summary>
    public static (int ExitCode, string Faults) Write(string manifest, string output)
    {
        using var faults = new StringWriter();
        return (PublishCommand.Run(new FileInfo(manifest), new DirectoryInfo(output), faults), faults.ToString());
    }

    /// <summary>The objects that kustomize makes of a directory, and what the schemas say.</summary>
    public static async Task<(IReadOnlyList<JsonObject> Objects, IReadOnlyList<string> Faults)> BuildAsync(string directory) =>
        await CheckAsync(await Command.OutputOfAsync("kubectl", ["kustomize", directory]));

    /// <summary>Holds objects against the schemas.</summary>
    public static async Task<(IReadOnlyList<JsonObject> Objects, IReadOnlyList<string> Faults)> CheckAsync(string yaml)
    {
        var answer = JsonNode.Parse(await Command.OutputOfAsync("node", [Path.Combine(Fact("schemas"), "validate.mjs")], input: yaml))!;
        return (
            [.. answer["objects"]!.AsArray().Select(it => (JsonObject)it!.DeepClone())],
            [.. answer["faults"]!.AsArray().Select(it => it!.GetValue<string>())]);
    }

    public async Task InitializeAsync()
    {
        var manifest = Path.Combine(Output, "aspire-manifest.json");
        var published = await PublishAsync(manifest);
        Assert.True(published.ExitCode == 0, published.Faults);
        Assert.Equal((0, ""), Write(manifest, Output));
        Manifest = (JsonObject)JsonNode.Parse(await File.ReadAllTextAsync(manifest))!;
        (Objects, Faults) = await BuildAsync(Path.Combine(Output, "kubernetes/overlays/production"));
    }

    public Task DisposeAsync()
    {
        _directory.Dispose();
        return Task.CompletedTask;
    }

    private static string Fact(string key) =>
        typeof(PublishedManifests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(fact => fact.Key == key).Value!;
}

[CollectionDefinition(PublishedManifests.Collection)]
public sealed class PublishedManifestsCollection : ICollectionFixture<PublishedManifests>;
