using System.Reflection;
using System.Text.Json.Nodes;
using Telemetry.Manifests;

namespace Telemetry.Tests.Deploy;

/// <summary>
/// The output of <c>./publish</c> for the AppHost of this build, and of kustomize. The environment is that of a developer's machine: with
/// settings, with secrets, and with the mail sink, which only ./run uses.
/// </summary>
public sealed class PublishedManifests : IAsyncLifetime
{
    /// <summary>The collection of the deployment tests, which has its own servers.</summary>
    public const string Collection = "deployment";

    /// <summary>RATE_LIMIT during ./publish; not the default.</summary>
    public const string RateLimit = "77";

    /// <summary>The value of two secrets during ./publish.</summary>
    public const string Secret = "hunter2";

    private readonly TemporaryDirectory _directory = new();

    /// <summary>The directory of the scripts that ./publish copies.</summary>
    public static string Scripts => Metadata("scripts");

    /// <summary>The project file of a service.</summary>
    public static string Project(string service) =>
        Path.Combine(Path.GetDirectoryName(Metadata("apphost"))!, "../../../..", service, $"{service}.csproj");

    public string Output => Path.Combine(_directory.Path, "out");

    /// <summary>The file of Aspire's deployment manifest.</summary>
    public string ManifestFile => Path.Combine(Output, "aspire-manifest.json");

    public JsonObject Manifest { get; private set; } = null!;

    public string Log { get; private set; } = "";

    /// <summary>The objects of the overlay <c>production</c>.</summary>
    public IReadOnlyList<JsonObject> Objects { get; private set; } = null!;

    /// <summary>Runs the AppHost as <c>./publish</c> does.</summary>
    public static Task<Command> PublishAsync(string file, IReadOnlyDictionary<string, string?> settings) =>
        Command.RunAsync(
            "dotnet", [Metadata("apphost"), "--operation", "publish", "--step", "publish-manifest", "--output-path", file], settings);

    /// <summary>Publishes again with the same settings.</summary>
    public Task<Command> PublishAsync(string file) => PublishAsync(file, new Dictionary<string, string?>
    {
        ["RATE_LIMIT"] = RateLimit,
        ["GITHUB_TOKEN"] = Secret,
        ["ADMIN_PASSWORD"] = Secret,
        ["DOTNET_ENVIRONMENT"] = "Development",
        ["PATH"] = $"{_directory.Path}:{Environment.GetEnvironmentVariable("PATH")}",
    });

    /// <summary>Runs the tool that <c>./publish</c> runs after the AppHost.</summary>
    public static (int ExitCode, string Errors) Write(string manifest, string output)
    {
        using var errors = new StringWriter();
        return (PublishCommand.Run(new FileInfo(manifest), new DirectoryInfo(output), errors), errors.ToString());
    }

    /// <summary>Builds a directory with kustomize.</summary>
    public static async Task<IReadOnlyList<JsonObject>> BuildAsync(string directory) =>
        Yaml.Parse(await Command.OutputOfAsync("kubectl", ["kustomize", directory]));

    /// <summary>Validates objects with the schemas of Kubernetes: one line per error. Takes seconds of CPU time.</summary>
    public static async Task<IReadOnlyList<string>> SchemaErrorsAsync(IEnumerable<JsonObject> objects)
    {
        JsonArray input = [.. objects.Select(it => it.DeepClone())];
        return JsonSerializer.Deserialize<string[]>(await Command.OutputOfAsync(
            "node", [Path.Combine(Metadata("schemas"), "validate.mjs")], input: input.ToJsonString()))!;
    }

    /// <summary>
    /// Writes the manifests again, to a directory that may have files already, and returns the objects of the overlay <c>production</c>.
    /// </summary>
    public async Task<IReadOnlyList<JsonObject>> WriteAsync(string output)
    {
        Assert.Equal((0, ""), Write(ManifestFile, output));
        return await BuildAsync(Path.Combine(output, "kubernetes/overlays/production"));
    }

    /// <summary>Publishes the content of the images: each service into a directory with its name.</summary>
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
