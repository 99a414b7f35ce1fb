using System.Security.Cryptography;
using Telemetry.Ingestion.Queue;

namespace Telemetry.Tests.Ingestion;

[Collection(Servers.Collection)]
public sealed class RunTests(IngestionFixture ingestion) : IClassFixture<IngestionFixture>
{
    private const string Minimal = """{"random_id":"session","type":"lxc","nsapp":"jellyfin","status":"installing"}""";
    private const int MaxBytes = 256 * 1024;

    [Theory]
    [InlineData("/telemetry")]
    [InlineData("/")]
    public async Task A_post_is_queued_before_it_is_answered(string path)
    {
        await ingestion.Queue.TakeAsync();
        const string Body =
            """
            {
              "random_id": "11111111-2222-3333-4444-555555555555", "execution_id": "run-1", "type": "lxc", "nsapp": "jellyfin",
              "status": "failed", "ct_type": 1, "disk_size": "32G", "core_count": 2, "ram_size": "2048 MB",
              "exit_code": 100, "install_duration": 93,
              "os_type": "debian", "os_version": 13, "pve_version": "8.4.1", "method": "default",
              "error": "E: unable to fetch http://deb.example.com/x
            	from 10.0.0.5 \x by v18.17.1",
              "error_category": "apt", "repo_source": "", "repo_slug": "community-scripts/ProxmoxVED", "has_arm": "true", "arch": "amd64",
              "platform": "pve", "gpu_vendor": "intel", "gpu_model": "UHD 630", "gpu_passthrough": "igpu", "cpu_vendor": "intel",
              "cpu_model": "i5-8500T", "ram_speed": 2666, "a later field": [1, {"x": 1e999}]
            }
            """;

        await Expect.AnswerAsync(202, "accepted", PostAsync(path, Body));

        var batch = Assert.Single(await ingestion.Queue.TakeAsync());
        var run = Assert.Single(batch.Runs);
        Assert.InRange(ingestion.App.Clock.GetUtcNow() - run.ReceivedAt, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        Assert.Equal(
            new RunReported
            {
                Digest = Digest(Body), ReceivedAt = run.ReceivedAt, At = run.ReceivedAt,
                RandomId = "11111111-2222-3333-4444-555555555555", ExecutionId = "run-1", Type = "lxc", Script = "jellyfin",
                Status = "failed",
                ContainerType = 1, DiskSize = 32, CoreCount = 2, RamSize = 2048, ExitCode = 100, InstallDuration = 93,
                OsType = "debian", OsVersion = "13", PveVersion = "8.4.1", Method = "default",
                Error = "E: unable to fetch http://<host>/x\n\tfrom <ip> \\x by v18.17.1",
                ErrorCategory = "apt", RepoSource = "ProxmoxVED", RepoSlug = "community-scripts/ProxmoxVED", HasArm = true,
                Architecture = "amd64", Platform = "pve", GpuVendor = "intel", GpuModel = "UHD 630", GpuPassthrough = "igpu",
                CpuVendor = "intel", CpuModel = "i5-8500T", RamSpeed = "2666",
            },
            run);
        Assert.Empty(batch.Refused);
    }

    [Fact]
    public async Task The_content_type_of_a_post_is_ignored()
    {
        string?[] contentTypes = [null, "application/json", "application/x-www-form-urlencoded", "text/plain; charset=utf-8", "nonsense"];
        foreach (var contentType in contentTypes)
            await Expect.AnswerAsync(202, "accepted", PostAsync("/telemetry", Encoding.UTF8.GetBytes(Minimal), contentType));
    }

    [Fact]
    public async Task A_repeated_post_is_accepted_with_the_same_digest()
    {
        await ingestion.Queue.TakeAsync();

        await Expect.AnswerAsync(202, "accepted", PostAsync("/telemetry", Minimal));
        await Expect.AnswerAsync(202, "accepted", PostAsync("/telemetry", Minimal));
        await Expect.AnswerAsync(202, "accepted", PostAsync("/telemetry", Minimal + "\n"));

        var digests = (await ingestion.Queue.TakeAsync()).SelectMany(batch => batch.Runs).Select(run => run.Digest);
        Assert.Equal([Digest(Minimal), Digest(Minimal), Digest(Minimal + "\n")], digests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_may_have_256_KiB_and_not_a_byte_more(bool hasContentLength)
    {
        await ingestion.Queue.TakeAsync();
        var longest = $"{Minimal[..^1]},\"error\":\"{new string('x', MaxBytes - Minimal.Length - 11)}\"}}";
        Assert.Equal(MaxBytes, longest.Length);

        await Expect.AnswerAsync(
            202, "accepted", PostAsync("/telemetry", Encoding.UTF8.GetBytes(longest), "application/json", hasContentLength));
        await Expect.AnswerAsync(
            413, "body: must not be longer than 262144 bytes",
            PostAsync("/telemetry", Encoding.UTF8.GetBytes(longest + " "), "application/json", hasContentLength));

        var batch = Assert.Single(await ingestion.Queue.TakeAsync());
        Assert.Equal(131_072, Assert.Single(batch.Runs).Error.Length);
        Assert.Empty(batch.Refused);
    }

    [Theory]
    [InlineData("{\"random_id\": \"a\",\n \"status\" \"failed\"}", "invalid json: not JSON at line 2, byte 11")]
    [InlineData("{}", "invalid payload: random_id: is missing")]
    public async Task An_unreadable_post_is_refused_and_queued_for_quarantine(string body, string error)
    {
        await ingestion.Queue.TakeAsync();

        await Expect.AnswerAsync(400, error, PostAsync("/telemetry", body));

        var batch = Assert.Single(await ingestion.Queue.TakeAsync());
        var refused = Assert.Single(batch.Refused);
        Assert.Equal((Digest(body), error, body), (refused.Digest, refused.Reason, refused.Body));
        Assert.Empty(batch.Runs);
    }

    [Fact]
    public async Task A_body_for_quarantine_is_decoded_masked_and_cut()
    {
        await ingestion.Queue.TakeAsync();
        byte[] body =
        [
            .. "{\"error\": \"x\\n10.0.0.5\\u001b[31m\\u000afe80::1 \\\"password\\\": \\\"a\\\" https:\\/\\/host\\/y\\u00e9\\ud83d\\q\\"u8,
            0xff, 0, .. Encoding.UTF8.GetBytes(new string('z', 80_000)),
        ];

        await Expect.AnswerAsync(400, "invalid json: not JSON, even with its strings repaired", PostAsync("/telemetry", body));

        var refused = Assert.Single((await ingestion.Queue.TakeAsync()).SelectMany(batch => batch.Refused));
        const string Beginning = "{\"error\": \"x\n<ip>\n<ip> \\\"password\\\": \\\"<redacted>\\\" https://<host>/yé\\ud83d\\q\\\ufffdzz";
        Assert.StartsWith(Beginning, refused.Body, StringComparison.Ordinal);
        Assert.Equal(64 * 1024, refused.Body!.Length);
    }

    [Theory]
    [InlineData("curl/8.5.0", "curl/8.5.0")]
    [InlineData("my client 1.2 (10.0.0.5; admin@host.example)", "my client 1.2 (<ip>; <email>)")]
    [InlineData(null, "")]
    public async Task The_client_of_a_refused_post_is_kept_with_its_addresses_masked(string? name, string kept)
    {
        await ingestion.Queue.TakeAsync();
        using var client = ingestion.App.CreateClient();
        if (name is not null)
            client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", name);

        using var answer = await client.PostAsync("/telemetry", new StringContent($"{{ {name}"));

        var refused = Assert.Single((await ingestion.Queue.TakeAsync()).SelectMany(batch => batch.Refused));
        Assert.Equal((ReportKind.Run, kept), (refused.MeantAs, refused.Client));
    }

    [Fact]
    public async Task The_bodies_of_only_the_first_refused_posts_are_kept()
    {
        await using var app = await new IngestionApp(ingestion.Database, ingestion.RabbitMq).StartAsync();
        await ingestion.Queue.TakeAsync();
        const int Count = RefusedPosts.MaxBodies + 30;

        await Task.WhenAll(Enumerable.Range(0, Count).Select(i =>
            Expect.AnswerAsync(400, "invalid payload: type: is missing", PostAsync("/telemetry", $$"""{"random_id":"{{i}}"}""", app))));

        var refused = (await ingestion.Queue.TakeAsync()).SelectMany(batch => batch.Refused).ToList();
        Assert.Equal(Count, refused.Count);
        Assert.Equal(Count, refused.Select(post => post.Digest).Distinct().Count());
        Assert.All(refused, post => Assert.Equal("invalid payload: type: is missing", post.Reason));

        // The limit grows by two bodies per minute.
        Assert.InRange(refused.Count(post => post.Body is not null), RefusedPosts.MaxBodies, RefusedPosts.MaxBodies + 4);
    }

    [Fact]
    public async Task Concurrent_posts_share_batches()
    {
        await ingestion.Queue.TakeAsync();

        await Task.WhenAll(Enumerable.Range(0, 300).Select(i =>
            Expect.AnswerAsync(
                202, "accepted", PostAsync("/telemetry", Minimal.Replace("session", $"session-{i}", StringComparison.Ordinal)))));

        var batches = await ingestion.Queue.TakeAsync();
        Assert.Equal(300, batches.SelectMany(batch => batch.Runs).Select(run => run.ExecutionId).Distinct().Count());
        Assert.InRange(batches.Count, 1, 150);
    }

    private static Guid Digest(string body) => new(SHA256.HashData(Encoding.UTF8.GetBytes(body)).AsSpan(0, 16), bigEndian: true);

    private Task<HttpResponseMessage> PostAsync(string path, string body, IngestionApp? app = null) =>
        PostAsync(path, Encoding.UTF8.GetBytes(body), "application/json", app: app);

    private Task<HttpResponseMessage> PostAsync(string path, byte[] body) => PostAsync(path, body, "application/json");

    private async Task<HttpResponseMessage> PostAsync(
        string path, byte[] body, string? contentType, bool hasContentLength = true, IngestionApp? app = null)
    {
        using var client = (app ?? ingestion.App).CreateClient();
        HttpContent content = hasContentLength ? new ByteArrayContent(body) : new StreamContent(new Unseekable(body));
        if (contentType is not null)
            content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return await client.PostAsync(path, content);
    }

    private sealed class Unseekable(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
