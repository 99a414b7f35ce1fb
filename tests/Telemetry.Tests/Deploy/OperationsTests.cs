using System.Text.Json.Nodes;
using Telemetry.Tests.Documentation;
using YamlDotNet.Serialization;

namespace Telemetry.Tests.Deploy;

/// <summary>
/// Commands of docs/operations.md that need a cluster or a container engine, as far as they can be checked without one.
/// PublishedServicesTests runs the others.
/// </summary>
[Collection(PublishedManifests.Collection)]
public sealed class OperationsTests(PublishedManifests published)
{
    private const string UnreachableCluster =
        """
        apiVersion: v1
        kind: Config
        clusters: [{name: nowhere, cluster: {server: "http://127.0.0.1:1"}}]
        contexts: [{name: nowhere, context: {cluster: nowhere, user: nowhere}}]
        current-context: nowhere
        users: [{name: nowhere, user: {}}]
        """;

    private const string Job =
        """
        {"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"restore-1"},
         "spec":{"template":{"spec":{"containers":[{"name":"restore"}]}}}}
        """;

    [Fact]
    public async Task Every_documented_kubectl_command_fails_only_because_there_is_no_cluster()
    {
        using var directory = new TemporaryDirectory();
        Directory.CreateSymbolicLink(Path.Combine(directory.Path, "out"), published.Output);
        var config = Path.Combine(directory.Path, "config");
        await File.WriteAllTextAsync(config, UnreachableCluster);

        var commands = Operations.CommandsOf("kubectl")
            .Where(command => !command.Contains("...", StringComparison.Ordinal))
            .Distinct()
            .ToList();
        Assert.True(commands.Count >= 10);
        foreach (var command in commands)
        {
            // An earlier command writes this file in a real cluster.
            await File.WriteAllTextAsync(Path.Combine(directory.Path, "job.yaml"), Job);
            var run = await Command.RunAsync(
                "sh", ["-c", command], new Dictionary<string, string?> { ["KUBECONFIG"] = config }, directory: directory.Path);
            Assert.True(
                run.ExitCode != 0
                    && run.Errors.Contains("127.0.0.1:1", StringComparison.Ordinal)
                    && run.Errors.Contains("refused", StringComparison.Ordinal),
                $"{command}: {run.Errors}");
        }
    }

    [Fact]
    public void Every_resource_in_a_documented_command_is_deployed()
    {
        var known = published.Objects.SelectMany(it => new[]
        {
            Policy.Name(it),
            $"{Policy.Kind(it).ToLowerInvariant()}/{Policy.Name(it)}",
        }).ToHashSet();
        var words = Operations.CommandsOf("kubectl").SelectMany(command => command.Split(' ')).ToList();
        var resources = words.Where(word => word.StartsWith("deployment/", StringComparison.Ordinal)
            || word.StartsWith("service/", StringComparison.Ordinal))
            .Concat(words.Where(word => word.StartsWith("--from=", StringComparison.Ordinal))
                .Select(word => word["--from=".Length..])).ToList();

        Assert.True(resources.Count >= 4);
        Assert.Empty(resources.Except(known));
        Assert.All(
            Operations.CommandsOf("kubectl").Where(command => command.Contains(" scale deployment ", StringComparison.Ordinal)),
            command =>
                Assert.All(
                    command.Split(" scale deployment ")[1].Split(' ').Where(word => !word.StartsWith('-')),
                    name => Assert.Contains(name, known)));
    }

    [Fact]
    public async Task Every_service_in_a_documented_Compose_command_is_in_the_Compose_file()
    {
        var yaml = await File.ReadAllTextAsync(Path.Combine(published.Output, "compose/compose.yaml"));
        var file = new DeserializerBuilder().Build().Deserialize<Dictionary<string, Dictionary<string, object>>>(yaml);
        var names = Operations.CommandsOf("docker-compose")
            .SelectMany(command => command.Split(' ').Skip(2))
            .Where(word => !word.StartsWith('-') && !word.Contains('='))
            .Distinct()
            .ToList();

        Assert.Contains("restore", names);
        Assert.Empty(names.Except(file["services"].Keys));
    }

    [Fact]
    public async Task The_documented_patches_change_the_number_of_pods()
    {
        using var directory = new TemporaryDirectory();
        await Command.OutputOfAsync("cp", ["-r", Path.Combine(published.Output, "kubernetes"), directory.Path]);
        var overlay = Directory.CreateDirectory(Path.Combine(directory.Path, "kubernetes/overlays/larger")).FullName;
        await File.WriteAllTextAsync(Path.Combine(overlay, "kustomization.yaml"), $"resources: [../production]\n{Operations.Patches}");

        var objects = await PublishedManifests.BuildAsync(overlay);

        Assert.Equal(3, (int)Spec("Deployment", "aggregation")["replicas"]!);
        Assert.Equal(12, (int)Spec("HorizontalPodAutoscaler", "ingestion")["maxReplicas"]!);

        JsonNode Spec(string kind, string name) => objects.Single(it => Policy.Kind(it) == kind && Policy.Name(it) == name)["spec"]!;
    }
}
