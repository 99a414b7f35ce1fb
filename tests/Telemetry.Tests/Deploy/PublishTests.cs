namespace Telemetry.Tests.Deploy;

/// <summary><c>./publish</c>: the files it writes, and its errors.</summary>
[Collection(PublishedManifests.Collection)]
public sealed class PublishTests(PublishedManifests published) : IDisposable
{
    // A manifest of Aspire with features that this AppHost does not use: other names, ports, text in braces, arguments, a connection string
    // as a parameter.
    private const string SampleManifest =
        """
        {"$schema":"https://json.schemastore.org/aspire-8.0.json","resources":{
          "db-password":{"type":"parameter.v0","value":"{db-password.inputs.value}",
            "inputs":{"value":{"type":"string","secret":true,"default":{"generate":{"minLength":22,"special":false}}}}},
          "db-password-uri-encoded":{"type":"annotated.string","value":"{db-password.value}","filter":"uri"},
          "db":{"type":"container.v0",
            "connectionString":"Host={db.bindings.tcp.host};Port={db.bindings.tcp.port};Username=postgres;Password={db-password.value}",
            "image":"docker.io/library/postgres:18.3",
            "volumes":[{"name":"apphost-1-db-data","target":"/var/lib/postgresql","readOnly":false}],
            "env":{"POSTGRES_USER":"postgres","POSTGRES_PASSWORD":"{db-password.value}"},
            "bindings":{"tcp":{"scheme":"tcp","protocol":"tcp","transport":"tcp","targetPort":5432}}},
          "telemetry":{"type":"value.v0","connectionString":"{db.connectionString};Database=telemetry"},
          "none":{"type":"value.v0","connectionString":""},
          "elsewhere":{"type":"parameter.v0","connectionString":"{elsewhere.value}","value":"{elsewhere.inputs.value}",
            "inputs":{"value":{"type":"string","secret":true}}},
          "limit":{"type":"parameter.v0","value":"{limit.inputs.value}","inputs":{"value":{"type":"string","default":{"value":"60"}}}},
          "gateway":{"type":"project.v0","path":"../Gateway/Gateway.csproj","args":["--at","{db.bindings.tcp.port}"],
            "env":{"OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY":"in_memory","HTTP_PORTS":"{gateway.bindings.http.targetPort}",
              "LIMIT":"{limit.value}",
              "ConnectionStrings__telemetry":"{telemetry.connectionString}",
              "TELEMETRY_HOST":"{db.bindings.tcp.host}","GATEWAY_URL":"{gateway.bindings.http.url}{none.connectionString}",
              "CONNECTION":"{elsewhere.connectionString}",
              "OWN_URI":"postgresql://postgres:{db-password-uri-encoded.value}@{db.bindings.tcp.host}:{db.bindings.tcp.port}/telemetry",
              "BRACES":"{{literal}}$(POSTGRES_USER)$X"},
            "bindings":{"http":{"scheme":"http","protocol":"tcp","transport":"http","port":9090,"external":true}}}}}
        """;

    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public async Task The_same_input_makes_the_same_bytes()
    {
        var again = Path.Combine(_directory.Path, "again");
        Assert.Equal((0, ""), PublishedManifests.Write(published.ManifestFile, again));

        var files = Files(again);
        Assert.True(files.Count > 20);
        foreach (var file in files.Where(file => Path.GetFileName(file) is not (".env" or "secrets.env")))
            Assert.Equal(
                await File.ReadAllTextAsync(Path.Combine(published.Output, file)), await File.ReadAllTextAsync(Path.Combine(again, file)));

        // In a sibling directory, because the manifest has paths relative to itself.
        var manifest = Path.Combine(Path.GetDirectoryName(published.Output)!, "again", "aspire-manifest.json");
        Assert.Equal(0, (await published.PublishAsync(manifest)).ExitCode);
        Assert.Equal(await File.ReadAllTextAsync(published.ManifestFile), await File.ReadAllTextAsync(manifest));
    }

    [Fact]
    public void Secrets_and_changes_of_an_overlay_survive_the_next_publish()
    {
        Publish();
        var (secrets, own) = (In("kubernetes/overlays/production/secrets.env"), In("kubernetes/overlays/production/kustomization.yaml"));
        var (before, password) = (File.ReadAllLines(secrets), File.ReadAllLines(secrets)
            .Single(line => line.StartsWith("DB_PASSWORD=", StringComparison.Ordinal)));
        File.WriteAllText(secrets, "# mine\nDB_PASSWORD=chosen\nOTHER=kept");
        File.AppendAllText(own, "# mine\n");
        File.WriteAllText(In("kubernetes/base/gateway.yaml"), "broken");

        Publish();

        Assert.Equal(22, password.Split('=')[1].Length);
        Assert.Equal(["# mine", "DB_PASSWORD=chosen", "OTHER=kept"], File.ReadAllLines(secrets).Take(3));
        Assert.EndsWith("# mine\n", File.ReadAllText(own));
        Assert.StartsWith("# Written", File.ReadAllText(In("kubernetes/base/gateway.yaml")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(secrets));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(In("compose/.env")));
        Assert.NotEmpty(before);
    }

    [Fact]
    public async Task Every_supported_feature_of_a_manifest_is_deployed()
    {
        Publish();

        var objects = await PublishedManifests.BuildAsync(In("kubernetes/overlays/production"));
        var container = objects.Single(it => Policy.Kind(it) == "Deployment")["spec"]!["template"]!["spec"]!["containers"]![0]!;
        var variables = container["env"]!.AsArray()
            .Where(variable => variable!["value"] is not null).ToDictionary(
                variable => (string)variable!["name"]!, variable => (string)variable!["value"]!);
        Assert.Empty(Policy.ViolationsOf(objects));
        Assert.Equal("postgresql://postgres:$(DB_PASSWORD)@db:5432/telemetry", variables["OWN_URI"]);
        Assert.Equal("http://gateway:8080", variables["GATEWAY_URL"]);
        Assert.Equal(["--at", "5432"], container["args"]!.AsArray().Select(argument => (string)argument!));
        Assert.Contains(
            container["env"]!.AsArray(),
            variable => (string)variable!["name"]! == "CONNECTION"
                && (string?)variable["valueFrom"]?["secretKeyRef"]?["key"] == "ELSEWHERE");
        Assert.DoesNotContain("TELEMETRY_HOST", variables.Keys);
        Assert.Equal(
            "Host=db;Port=5432;Username=postgres;Password=$(DB_PASSWORD);Database=telemetry", variables["ConnectionStrings__telemetry"]);
        Assert.Equal("{literal}$$(POSTGRES_USER)$X", variables["BRACES"]);
        Assert.Contains("GATEWAY_PORT=9090", await File.ReadAllLinesAsync(In("compose/.env")));
    }

    [Theory]
    [InlineData("{telemetry.connectionString}", "{nothing.connectionString}", "gateway: {nothing.connectionString} leads nowhere")]
    [InlineData("{db.bindings.tcp.host}", "{db.bindings.udp.host}", "leads nowhere")]
    [InlineData("\"project.v0\"", "\"azure.bicep.v0\"", "gateway: a resource of the type azure.bicep.v0 cannot be deployed")]
    [InlineData("\"project.v0\"", "\"project.v1\",\"deployment\":{}", "gateway: its deployment cannot be deployed")]
    [InlineData(
        "\"annotated.string\"",
        "\"annotated.other\"",
        "db-password-uri-encoded: a resource of the type annotated.other cannot be deployed")]
    [InlineData("\"filter\":\"uri\"", "\"filter\":\"html\"", "db-password-uri-encoded: a text cannot be escaped for html")]
    [InlineData("\"volumes\":", "\"bindMounts\":", "db: its bindMounts cannot be deployed")]
    [InlineData("\"readOnly\":false", "\"size\":1", "db: its size cannot be deployed")]
    [InlineData(
        "\"env\":{\"POSTGRES_USER\"",
        "\"args\":[\"{db-password.value}\"],\"env\":{\"POSTGRES_USER\"",
        "db: the argument {db-password.value} holds a parameter")]
    [InlineData(
        "\"env\":{\"POSTGRES_USER\"",
        "\"entrypoint\":\"/bin/sh\",\"env\":{\"POSTGRES_USER\"",
        "db: it is known how to run its image with the image's own program")]
    [InlineData("\"special\":false", "\"minSpecial\":1", "db-password: it must be generated of letters and digits")]
    [InlineData("\"protocol\":\"tcp\",\"transport\":\"http\"", "\"protocol\":\"udp\",\"transport\":\"http\"", "gateway: its http is udp")]
    [InlineData("library/postgres", "library/mysql", "db: nothing is known about the image mysql")]
    [InlineData(";Database=telemetry", "", "db: there must be one database")]
    [InlineData("{db.connectionString};", "{telemetry.connectionString};", "refers to itself")]
    [InlineData("\"resources\"", "\"sources\"", "has no resources")]
    [InlineData("{\"$schema\"", "[", "cannot be read")]
    public void An_unsupported_manifest_is_reported_and_nothing_is_written(string right, string wrong, string error)
    {
        var (exitCode, errors) = Publish(SampleManifest.Replace(right, wrong, StringComparison.Ordinal));

        Assert.Equal(1, exitCode);
        Assert.Contains(error, errors, StringComparison.Ordinal);
        Assert.Single(errors.Trim().Split('\n'));
        Assert.False(Directory.Exists(In("kubernetes")));
    }

    [Theory]
    [InlineData("DB_PASSWORD=with;semicolon", "DB_PASSWORD in kubernetes/overlays/production/secrets.env may hold only")]
    [InlineData("DB_PASSWORD=", "DB_PASSWORD is empty in kubernetes/overlays/production/secrets.env")]
    public void An_invalid_secret_stops_the_publish(string line, string error)
    {
        Publish();
        File.WriteAllText(In("kubernetes/overlays/production/secrets.env"), line);

        var (exitCode, errors) = Publish(SampleManifest);

        Assert.Equal(1, exitCode);
        Assert.Contains(error, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("semicolon", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_invalid_setting_stops_the_publish_and_is_named()
    {
        var manifest = In("aspire-manifest.json");

        var refused = await PublishedManifests.PublishAsync(
            manifest, new Dictionary<string, string?> { ["RATE_LIMIT"] = "many", ["TRUSTED_PROXIES"] = "nonsense" });

        Assert.Equal(78, refused.ExitCode);
        Assert.Equal(
            ["Configuration: RATE_LIMIT", "Configuration: TRUSTED_PROXIES"],
            refused.Errors.Trim().Split('\n').Select(line => string.Join(' ', line.Split(' ').Take(2))));
        Assert.False(File.Exists(manifest));
    }

    [Fact]
    public async Task A_setting_becomes_the_default_of_the_manifest_and_a_secret_does_not()
    {
        var manifest = await File.ReadAllTextAsync(published.ManifestFile);

        Assert.Contains($"\"{PublishedManifests.RateLimit}\"", manifest, StringComparison.Ordinal);
        Assert.DoesNotContain(PublishedManifests.Secret, manifest, StringComparison.Ordinal);
        Assert.DoesNotContain(PublishedManifests.Secret, published.Log, StringComparison.Ordinal);
    }

    public void Dispose() => _directory.Dispose();

    private string In(string path) => Path.Combine(_directory.Path, "out", path);

    private void Publish() => Assert.Equal((0, ""), Publish(SampleManifest));

    private (int ExitCode, string Errors) Publish(string manifest)
    {
        var file = Path.Combine(_directory.Path, "manifest.json");
        File.WriteAllText(file, manifest);
        return PublishedManifests.Write(file, In(""));
    }

    private static List<string> Files(string directory) =>
        [.. Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(directory, file))];
}
