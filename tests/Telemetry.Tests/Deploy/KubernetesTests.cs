using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Telemetry.Tests.Documentation;

namespace Telemetry.Tests.Deploy;

/// <summary>The objects that are applied to a cluster.</summary>
[Collection(PublishedManifests.Collection)]
public sealed class KubernetesTests(PublishedManifests published)
{
    // Settings that only ./run has, about the local machine.
    private static readonly string[] LocalSettings = ["GATEWAY_PORT", "DATA_DIR", "REPLICAS", "SERVERS"];

    [Fact]
    public async Task The_schemas_reject_wrong_objects_and_accept_the_published_ones()
    {
        var wrong = new[]
        {
            Changed("Deployment gateway", "spec.revisionHistoryLimits", "5"),
            Changed("Deployment ingestion", "spec.template.spec.containers.0.livenessProbe.periodSeconds", "\"often\""),
            Changed("Deployment dashboard", "kind", "\"Deploiment\""),
        };

        foreach (var it in wrong)
            it["metadata"]!["name"] = "changed";

        var errors = await PublishedManifests.SchemaErrorsAsync([.. published.Objects, .. wrong]);

        Assert.All(
            new[] { "^Deployment changed: .*revisionHistoryLimits", "^Deployment changed: .*periodSeconds", "^Deploiment changed: " },
            pattern => Assert.Contains(
                errors, error => Regex.IsMatch(error, pattern, RegexOptions.Singleline, TimeSpan.FromSeconds(1))));
        Assert.DoesNotContain(errors, error => !error.Contains(" changed: ", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_published_workload_complies_with_the_policy() => Assert.Empty(Policy.ViolationsOf(published.Objects));

    [Theory]
    [InlineData("Deployment gateway", "spec.template.spec.containers.0.readinessProbe", null, "has no readinessProbe")]
    [InlineData("StatefulSet cache", "spec.template.spec.containers.0.livenessProbe", null, "has no livenessProbe")]
    [InlineData("Deployment ingestion", "spec.template.spec.containers.0.resources.limits.memory", null, "has no limits")]
    [InlineData("StatefulSet messaging", "spec.template.spec.initContainers.0.resources.requests", null, "has no requests")]
    [InlineData("CronJob backup", "spec.jobTemplate.spec.template.spec.securityContext.runAsNonRoot", "false", "may run as root")]
    [InlineData(
        "StatefulSet postgres", "spec.template.spec.containers.0.securityContext.readOnlyRootFilesystem", "false", "can be written")]
    [InlineData("Deployment dashboard", "spec.template.spec.containers.0.securityContext.capabilities.drop", null, "keeps capabilities")]
    [InlineData(
        "Deployment dashboard", "spec.template.spec.containers.0.securityContext.allowPrivilegeEscalation", null, "may gain privileges")]
    [InlineData("Deployment dashboard", "spec.template.spec.securityContext.seccompProfile", null, "seccomp")]
    [InlineData("Deployment dashboard", "spec.template.spec.automountServiceAccountToken", null, "token")]
    [InlineData("Deployment dashboard", "spec.template.spec.containers.0.lifecycle", null, "stops before")]
    [InlineData("Deployment dashboard", "spec.strategy.rollingUpdate.maxUnavailable", "1", "goes down")]
    [InlineData("Deployment dashboard", "spec.replicas", null, "not one word")]
    [InlineData(
        "NetworkPolicy aggregation",
        "spec.podSelector.matchLabels",
        """{"app.kubernetes.io/name":"other"}""",
        "Deployment aggregation: has no NetworkPolicy")]
    [InlineData("NetworkPolicy backup", "spec.policyTypes", """["Egress"]""", "CronJob backup: has no NetworkPolicy")]
    [InlineData(
        "PodDisruptionBudget postgres",
        "spec.selector.matchLabels",
        """{"app.kubernetes.io/name":"other"}""",
        "StatefulSet postgres: has no PodDisruptionBudget")]
    [InlineData("Service gateway", "spec.selector", """{"app.kubernetes.io/name":"other"}""", "has no Service")]
    [InlineData("StatefulSet postgres", "spec.volumeClaimTemplates", null, "mounts data")]
    [InlineData(
        "Deployment ingestion",
        "spec.template.spec.containers.0.env.0",
        """{"name":"POSTGRES_PASSWORD","value":"hunter2"}""",
        "is in clear")]
    [InlineData(
        "Deployment ingestion", "spec.template.spec.containers.0.env.0", """{"name":"OTHER","value":""}""", "refers to POSTGRES_PASSWORD")]
    public void The_policy_reports_a_violation(string target, string path, string? value, string error)
    {
        var changed = Changed(target, path, value);
        var objects = published.Objects.Select(it => Id(it) == target ? changed : it).ToList();

        Assert.Contains(Policy.ViolationsOf(objects), found => found.Contains(error, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_resource_of_the_model_is_deployed()
    {
        var resources = published.Manifest["resources"]!.AsObject();

        Assert.Equal(Of("project.v0"), Names("Deployment"));
        Assert.Equal(Of("container.v0"), Names("StatefulSet"));

        IEnumerable<string> Of(string type) =>
            resources.Where(it => (string?)it.Value!["type"] == type).Select(it => it.Key).Order(StringComparer.Ordinal);
        IEnumerable<string> Names(string kind) =>
            published.Objects.Where(it => Policy.Kind(it) == kind).Select(Policy.Name).Order(StringComparer.Ordinal);
    }

    [Fact]
    public void A_server_mounts_its_data_at_the_volume_path_of_the_model()
    {
        foreach (var (name, resource) in published.Manifest["resources"]!.AsObject().Where(it => it.Value!["volumes"] is not null))
        {
            var stateful = published.Objects.Single(it => Policy.Kind(it) == "StatefulSet" && Policy.Name(it) == name);
            var container = Policy.PodOf(stateful)!["spec"]!["containers"]![0]!;
            var target = (string)resource!["volumes"]![0]!["target"]!;

            Assert.Equal(
                target, (string?)container["volumeMounts"]!.AsArray().Single(mount => (string?)mount!["name"] == "data")!["mountPath"]);
            Assert.Single(stateful["spec"]!["volumeClaimTemplates"]!.AsArray());
            if (container["env"]!.AsArray().FirstOrDefault(variable => (string?)variable!["name"] == "PGDATA") is { } data)
                Assert.StartsWith($"{target}/", (string)data["value"]!, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Addresses_and_passwords_are_not_repeated_in_other_variables()
    {
        var deployments = published.Objects.Where(it => Policy.Kind(it) == "Deployment").ToList();
        var names = deployments.SelectMany(it => Policy.PodOf(it)!["spec"]!["containers"]![0]!["env"]!.AsArray()
            .Select(variable => (string)variable!["name"]!)).ToHashSet();

        Assert.Contains("ConnectionStrings__cache", names);
        Assert.Contains("services__ingestion__http__0", names);
        Assert.Contains("CACHE_TTL_SECONDS", names);
        Assert.Empty(names.Intersect([
            "CACHE_HOST", "CACHE_URI", "TELEMETRY_URI", "TELEMETRY_PASSWORD", "MESSAGING_USERNAME", "INGESTION_HTTP",
        ]));
    }

    [Fact]
    public async Task The_images_of_the_SDK_have_the_deployed_name_user_and_port()
    {
        var image = JsonNode.Parse(await Command.OutputOfAsync(
            "dotnet",
            [
                "msbuild", PublishedManifests.Project("Dashboard"), "-getProperty:ContainerRepository,ContainerUser",
                "-getItem:ContainerPort",
            ]))!;
        var pod = Policy.PodOf(published.Objects.Single(it => Policy.Kind(it) == "Deployment" && Policy.Name(it) == "dashboard"))!["spec"]!;
        var container = pod["containers"]![0]!;

        Assert.Equal($"{image["Properties"]!["ContainerRepository"]}:latest", (string?)container["image"]);
        Assert.Equal((string?)image["Properties"]!["ContainerUser"], $"{pod["securityContext"]!["runAsUser"]}");
        Assert.Equal((string?)image["Items"]!["ContainerPort"]![0]!["Identity"], $"{container["ports"]![0]!["containerPort"]}");
    }

    [Fact]
    public void Every_variable_of_README_is_in_the_ConfigMap_or_the_Secret()
    {
        var keys = published.Objects.Where(it => Policy.Kind(it) is "ConfigMap" or "Secret")
            .SelectMany(it => it["data"]!.AsObject().Select(entry => entry.Key))
            .ToList();

        Assert.Empty(Readme.Variables().Except(LocalSettings).Except(keys));

        // Other pods take over in a cluster, so the default is 5 s instead of the 0 s of ./run.
        Assert.Equal(
            "5",
            (string?)published.Objects.Single(it =>
                Policy.Kind(it) == "ConfigMap" && it["data"]!["DRAIN_SECONDS"] is not null)["data"]!["DRAIN_SECONDS"]);
    }

    [Theory]
    [InlineData("gateway", "ingestion aggregation dashboard notifications cache", "postgres messaging")]
    [InlineData("dashboard", "ingestion aggregation notifications", "postgres messaging cache gateway")]
    [InlineData("ingestion", "postgres messaging", "gateway dashboard")]
    [InlineData("notifications", "postgres messaging", "gateway dashboard ingestion aggregation cache")]
    [InlineData("aggregation", "postgres messaging cache ingestion", "gateway dashboard notifications")]
    [InlineData("backup", "postgres", "messaging cache gateway ingestion aggregation dashboard")]
    [InlineData("postgres", "", "messaging cache gateway ingestion aggregation dashboard")]
    public void Network_policies_allow_only_the_connections_of_the_design(string from, string open, string closed)
    {
        var arrows = Arrows("egress").ToList();

        Assert.All(Words(open), to => Assert.Contains((from, to), arrows));
        Assert.All(Words(closed), to => Assert.DoesNotContain((from, to), arrows));
    }

    [Fact]
    public void Every_egress_rule_has_a_matching_ingress_rule_and_the_default_is_deny()
    {
        var (leaving, coming) = (Arrows("egress").Order().ToList(), Arrows("ingress").Select(arrow => (arrow.To, arrow.From))
            .Order()
            .ToList());

        Assert.NotEmpty(leaving);
        Assert.Equal(leaving, coming);
        Assert.Contains(
            published.Objects,
            it => Policy.Kind(it) == "NetworkPolicy"
                && it["spec"]!["podSelector"]!.AsObject().Count == 0
                && it["spec"]!["policyTypes"]!.AsArray().Count == 2
                && it["spec"]!["ingress"] is null
                && it["spec"]!["egress"] is null);
    }

    [Fact]
    public async Task The_base_contains_no_secret()
    {
        var objects = await PublishedManifests.BuildAsync(Path.Combine(published.Output, "kubernetes/base"));
        var secret = published.Objects.Single(it => Policy.Kind(it) == "Secret")["data"]!.AsObject()
            .Select(entry => Decode((string)entry.Value!))
            .Where(value => value.Length > 0)
            .ToList();

        Assert.DoesNotContain(objects, it => Policy.Kind(it) == "Secret");
        Assert.True(secret.Count >= 4);
        Assert.All(
            Directory.EnumerateFiles(Path.Combine(published.Output, "kubernetes/base")),
            file => Assert.DoesNotContain(secret, File.ReadAllText(file).Contains));
    }

    [Fact]
    public async Task Each_server_can_be_external()
    {
        using var directory = new TemporaryDirectory();
        await Command.OutputOfAsync("cp", ["-r", Path.Combine(published.Output, "kubernetes"), directory.Path]);
        var overlay = Path.Combine(directory.Path, "kubernetes/overlays/production");
        var kustomization = Path.Combine(overlay, "kustomization.yaml");
        await File.WriteAllTextAsync(
            kustomization,
            (await File.ReadAllTextAsync(kustomization)).Replace(
                "#  - ../../components/external-", "  - ../../components/external-", StringComparison.Ordinal));
        string[] connections = ["ConnectionStrings__telemetry", "ConnectionStrings__messaging", "ConnectionStrings__cache"];
        await File.AppendAllLinesAsync(Path.Combine(overlay, "secrets.env"), connections.Select(connection => $"{connection}=elsewhere"));

        var objects = await PublishedManifests.BuildAsync(overlay);

        Assert.Empty(await PublishedManifests.SchemaErrorsAsync(objects));
        Assert.Empty(Policy.ViolationsOf(objects));
        Assert.DoesNotContain(objects, it => Policy.Kind(it) is "StatefulSet" or "CronJob" or "PersistentVolumeClaim");
        Assert.Equal(
            published.Objects.Where(it => Policy.Kind(it) == "Deployment").Select(Policy.Name).Order(),
            objects.Where(it => Policy.Kind(it) == "Service").Select(Policy.Name).Order());
        var variables = objects.Where(it => Policy.Kind(it) == "Deployment")
            .SelectMany(it => it["spec"]!["template"]!["spec"]!["containers"]![0]!["env"]!.AsArray())
            .Where(variable => connections.Contains((string)variable!["name"]!)).ToList();
        Assert.True(variables.Count >= 5);
        Assert.All(
            variables, variable => Assert.Equal((string)variable!["name"]!, (string?)variable["valueFrom"]!["secretKeyRef"]!["key"]));
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string Decode(string base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64));

    // Pairs of the selected pod and the pod in a rule of each policy.
    private IEnumerable<(string From, string To)> Arrows(string direction) =>
        from policy in published.Objects
        where Policy.Kind(policy) == "NetworkPolicy" && policy["spec"]![direction] is JsonArray
        from own in Selected(policy["spec"]!["podSelector"])
        from rule in policy["spec"]![direction]!.AsArray()
        from peer in rule![direction == "egress" ? "to" : "from"] as JsonArray ?? []
        from other in Selected(peer!["podSelector"])
        select (own, other);

    private static IEnumerable<string> Selected(JsonNode? selector) =>
        (string?)selector?["matchLabels"]?["app.kubernetes.io/name"] is { } one ? [one]
        : selector?["matchExpressions"]?[0]?["values"] is JsonArray several ? several.Select(value => (string)value!)
        : [];

    private static string Id(JsonObject it) => $"{Policy.Kind(it)} {Policy.Name(it)}";

    // A copy of an object with the value at a path replaced or, if null, removed.
    private JsonObject Changed(string target, string path, string? value)
    {
        var changed = (JsonObject)published.Objects.Single(it => Id(it) == target).DeepClone();
        Set(changed, path, value);
        return changed;
    }

    private static void Set(JsonNode node, string path, string? json)
    {
        var segments = path.Split('.');
        foreach (var segment in segments[..^1])
            node = (int.TryParse(segment, out var index) ? node[index] : node[segment])!;
        if (node is JsonArray array)
            array[int.Parse(segments[^1])] = JsonNode.Parse(json!);
        else if (json is null)
            Assert.True(node.AsObject().Remove(segments[^1]));
        else
            node[segments[^1]] = JsonNode.Parse(json);
    }
}
