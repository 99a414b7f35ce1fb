using System.Reflection;
using System.Text.Json.Nodes;
using Telemetry.Manifests;

namespace Telemetry.Tests.Deploy;

/// <summary>
/// What <c>./publish</c> writes for the AppHost of this build, and what kustomize makes of it. It is published on a developer's machine:
/// with settings, with secrets in the environment, and with the mail sink, which is for ./run alone.
/// </summary>
public sealed class PublishedManifests : IAsyncLifetime
{
    /// <summary>The collection of the tests of the deployment, which has servers of its own.</summary>
    public const string Collection = "deployment";

    /// <summary>RATE_LIMIT when it is published; it is not the default.</summary>
    public const string RateLimit = "77";

    /// <summary>The value of two secrets when it is published.</summary>
    public const string Secret = "hunter2";

    private readonly TemporaryDirectory _directory = new();

    /// <summary>Where the scripts are that it writes as they are.</summary>
    public static string Scripts => Metadata("scripts");

    /// <summary>Where the project of a service is.</summary>
    public static string Project(string service) =>
        Path.Combine(Path.GetDirectoryName(Metadata("apphost"))!, "../../../..", service, $"{service}.csproj");

    public string Output => Path.Combine(_directory.Path, "out");

    /// <summary>Aspire's deployment manifest as a file.</summary>
    public string ManifestFile => Path.Combine(Output, "aspire-manifest.json");

    public JsonObject Manifest { get; private set; } = null!;

    public string Log { get; private set; } = "";

    /// <summary>The objects of the overlay <c>production</c>.</summary>
    public IReadOnlyList<JsonObject> Objects { get; private set; } = null!;

    /// <summary>The AppHost as <c>./publish</c> calls it.</summary>
    public static Task<Command> PublishAsync(string file, IReadOnlyDictionary<string, string?> settings) =>
        Command.RunAsync(
            "dotnet", [Metadata("apphost"), "--operation", "publish", "--step", "publish-manifest", "--output-path", file], settings);

    /// <summary>Publishes the same once more.</summary>
    public Task<Command> PublishAsync(string file) => PublishAsync(file, new Dictionary<string, string?>
    {
        ["RATE_LIMIT"] = RateLimit,
        ["GITHUB_TOKEN"] = Secret,
        ["ADMIN_PASSWORD"] = Secret,
        ["DOTNET_ENVIRONMENT"] = "Development",
        ["PATH"] = $"{_directory.Path}:{Environment.GetEnvironmentVariable("PATH")}",
    });

    /// <summary>The tool that <c>./publish</c> calls then.</summary>
    public static (int ExitCode, string Errors) Write(string manifest, string output)
    {
        using var errors = new StringWriter();
        return (PublishCommand.Run(new FileInfo(manifest), new DirectoryInfo(output), errors), errors.ToString());
    }

    /// <summary>The objects that kustomize makes of a directory.</summary>
    public static async Task<IReadOnlyList<JsonObject>> BuildAsync(string directory) =>
        Yaml.Parse(await Command.OutputOfAsync("kubectl", ["kustomize", directory]));

    /// <summary>What is wrong with objects by Kubernetes' schemas, a line each. It takes some seconds of a processor.</summary>
    public static async Task<IReadOnlyList<string>> SchemaErrorsAsync(IEnumerable<JsonObject> objects)
    {
        JsonArray input = [.. objects.Select(it => it.DeepClone())];
        return JsonSerializer.Deserialize<string[]>(await Command.OutputOfAsync(
            "node", [Path.Combine(Metadata("schemas"), "validate.mjs")], input: input.ToJsonString()))!;
    }

    /// <summary>
    /// Writes the manifests once more, to a directory that may hold files already. The objects of the overlay <c>production</c>.
    /// </summary>
    public async Task<IReadOnlyList<JsonObject>> WriteAsync(string output)
    {
        Assert.Equal((0, ""), Write(ManifestFile, output));
        return await BuildAsync(Path.Combine(output, "kubernetes/overlays/production"));
    }

    /// <summary>What is in the images: the output of each service, in a directory with its name.</summary>
    public static Task<string> PublishServicesAsync(string output) => Command.OutputOfAsync(
        "dotnet",
        [
            "msbuild", Metadata("services"), "-t:Publish", "-nologo", "-verbosity:quiet", $"-p:Configuration={Metadata("configuration")}",
            $"-p:Images={output}",
        ]);

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(_directory.Path, "maildev"), "");
        var published = await PublishAsync(ManifestFile);
        Assert.True(published.ExitCode == 0, published.Errors);
        Log = published.Output + published.Errors;
        Manifest = (JsonObject)JsonNode.Parse(await File.ReadAllTextAsync(ManifestFile))!;
        Objects = await WriteAsync(Output);
    }

    public ValueTask DisposeAsync()
    {
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string Metadata(string key) =>
        typeof(PublishedManifests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute =>
            attribute.Key == key).Value!;
}

[CollectionDefinition(PublishedManifests.Collection)]
public sealed class DeploymentCollection : ICollectionFixture<PublishedManifests>, ICollectionFixture<Servers>;
