using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Telemetry.Aggregation.Runs;
using Telemetry.Tests.Ingestion;

namespace Telemetry.Tests.Aggregation;

/// <summary>Replay and drop of quarantined reports. A replay is validated by a running Ingestion.</summary>
[Collection(Servers.OfAggregation)]
public sealed class QuarantineTests(QuarantineTests.ReplayHost host) : AggregationTest<QuarantineTests.ReplayHost>(host)
{
    private const string Run = """{"random_id":"late","type":"lxc","nsapp":"jellyfin","status":"success"}""";
    private const string Start =
        """{"instance_id":"a","image_version":"1","architecture":"x","container_runtime":"","startup_time_ms":1,"""
        + """ "db_type":"p","telemetry_version":"1"}""";

    [Theory]
    [InlineData(ReportKind.Run, Run, "select count(*) from analytics.runs where created_at = '{0}' and status = 'success'")]
    [InlineData(ReportKind.Start, Start, "select count(*) from analytics.starts where started_at = '{0}' and image_version = '1'")]
    public async Task A_report_that_is_valid_now_is_replayed_once_with_its_original_time(
        string kind, string body, string stored)
    {
        // The database stores microseconds.
        var at = App.Clock.GetUtcNow().AddDays(-2);
        at = at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMillisecond));
        // Posts with the same time are ordered by digest, so the second one is a millisecond later.
        await App.StoreAsync(Refused(body, kind, at), Refused(body + " ", kind, at.AddMilliseconds(1)));
        var ids = await IdsAsync();

        Assert.Equal("""{"accepted":1,"kept":0,"reason":""}""", await PostAsync($"quarantine/{ids[0]}/replay"));
        await App.SettleAsync(3);
        // The client sends the same bytes again, and the report is replayed again.
        await App.StoreAsync(Refused(body, kind, at));
        Assert.Equal("""{"accepted":1,"kept":0,"reason":""}""", await PostAsync($"quarantine/{(await IdsAsync())[^1]}/replay"));
        await App.SettleAsync(5);

        Assert.Equal([ids[1]], await IdsAsync());
        Assert.Equal(
            1, await App.ScalarAsync<long>(string.Format(System.Globalization.CultureInfo.InvariantCulture, stored, at.ToString("O"))));
        Assert.Equal(["refused | 0 | 0 | 3", $"{kind} | 1 | 1 | 0"], await App.AccountAsync());
    }

    [Fact]
    public async Task A_report_that_is_refused_again_stays_with_the_current_reason()
    {
        await App.StoreAsync(Refused(
            """{"random_id":"x","type":"spaceship"}""", ReportKind.Run), Refused("{", ReportKind.Start), Refused(null, ReportKind.Run));
        var ids = await IdsAsync();

        Assert.Equal(
            """{"accepted":0,"kept":1,"reason":"invalid payload: type: must be one of lxc, vm, turnkey, pve, addon, tool"}""",
            await PostAsync($"quarantine/{ids[0]}/replay"));
        Assert.StartsWith(
            """{"accepted":0,"kept":1,"reason":"body: is not valid JSON""",
            await PostAsync($"quarantine/{ids[1]}/replay"),
            StringComparison.Ordinal);
        Assert.Equal("""{"accepted":0,"kept":1,"reason":"Its body was not kept"}""", await PostAsync($"quarantine/{ids[2]}/replay"));
        Assert.Equal("404 Not in quarantine", await App.ProblemAsync(HttpMethod.Post, "quarantine/999999/replay"));

        Assert.Equal(
            ["body: is not valid JSON (line 1, byte 2)", "invalid json at byte 12",
                "invalid payload: type: must be one of lxc, vm, turnkey, pve, addon, tool"],
            await App.RowsAsync("select reason from analytics.quarantine"));
    }

    [Fact]
    public async Task Replay_and_drop_by_reason_affect_only_reports_with_that_reason()
    {
        await App.StoreAsync(
            Refused(Run, ReportKind.Run),
            Refused(Start, ReportKind.Start, reason: "invalid json at byte 3"),
            Refused("{", ReportKind.Run),
            Refused("[", ReportKind.Run, reason: "other"));

        var replayed = await PostAsync("quarantine/replay?reason=invalid%20json%20at%20byte%20%23");
        Assert.Equal(
            """{"accepted":2,"kept":1,"reason":"invalid json: not JSON at line 1, byte 2"}""",
            replayed.Replace("even with its strings repaired", "", StringComparison.Ordinal));
        await App.SettleAsync(6);
        Assert.Equal(2, (await IdsAsync()).Count);
        using var dropped = await App.SendAsync(HttpMethod.Delete, "quarantine?reason=other");
        Assert.Equal("""{"dropped":1}""", await dropped.Content.ReadAsStringAsync());
        var id = Assert.Single(await IdsAsync());
        using var last = await App.SendAsync(HttpMethod.Delete, $"quarantine/{id}");
        Assert.Equal("""{"dropped":1}""", await last.Content.ReadAsStringAsync());
        Assert.Equal("404 Not in quarantine", await App.ProblemAsync(HttpMethod.Delete, $"quarantine/{id}"));
        Assert.Equal("400 reason: is missing", await App.ProblemAsync(HttpMethod.Delete, "quarantine"));
        Assert.Equal("400 reason: is missing", await App.ProblemAsync(HttpMethod.Post, "quarantine/replay?reason="));
    }

    [Fact]
    public async Task Reasons_are_counted_per_client()
    {
        await App.StoreAsync([
            .. Enumerable.Range(0, 3).Select(
                i => (Report)Refused($"{i}", ReportKind.Run, reason: $"not JSON at line {i}", client: "curl/8.5")),
            Refused("x", ReportKind.Run, reason: "not JSON at line 9", client: ""),
        ]);

        var reasons = await App.GetAsync("quarantine/reasons");

        Assert.Equal(
            [("refused", "not JSON at line #", "curl/8.5", 3), ("refused", "not JSON at line #", "", 1)],
            reasons.EnumerateArray().Select(reason => (reason.GetProperty("kind").GetString()!, reason.GetProperty("reason").GetString()!,
                reason.GetProperty("client").GetString()!, reason.GetProperty("count").GetInt32())));
        Assert.Equal("curl/8.5", (await App.GetAsync(
            "quarantine?reason=not%20JSON%20at%20line%20%23&limit=1&offset=1"))[0].GetProperty("client").GetString());
    }

    [Fact]
    public async Task A_report_that_the_database_refused_is_stored_by_a_later_replay()
    {
        await App.ExecuteAsync("alter table analytics.starts add constraint broken check (architecture <> 'odd')");
        await App.StoreAsync(NewStart("odd"), NewStart("x86_64"));
        var id = Assert.Single(await IdsAsync());
        Assert.Equal(["start | 1 | 0 | 1"], await App.AccountAsync());

        Assert.StartsWith(
            """{"accepted":0,"kept":1,"reason":"SQLSTATE 23514""", await PostAsync($"quarantine/{id}/replay"), StringComparison.Ordinal);
        Assert.Equal(["start | 1 | 0 | 1"], await App.AccountAsync());

        await App.ExecuteAsync("alter table analytics.starts drop constraint broken");
        Assert.Equal("""{"accepted":1,"kept":0,"reason":""}""", await PostAsync($"quarantine/{Assert.Single(await IdsAsync())}/replay"));
        Assert.Equal((0, 2L), ((await IdsAsync()).Count, await App.ScalarAsync<long>("select starts from analytics.start_days")));
        Assert.Equal(["start | 2 | 0 | 0"], await App.AccountAsync());
    }

    [Fact]
    public async Task Only_the_admin_may_replay_or_drop_quarantined_reports()
    {
        await App.StoreAsync(Refused(Run, ReportKind.Run));
        using var anonymous = App.CreateClient();

        (string Method, string Path)[] commands =
        [
            ("POST", "1/replay"), ("POST", "replay?reason=x"), ("DELETE", "1"), ("DELETE", "?reason=x"),
        ];
        foreach (var (method, path) in commands)
        {
            using var answer = await anonymous.SendAsync(new HttpRequestMessage(
                new HttpMethod(method), $"/api/v1/admin/quarantine/{path}".Replace("/?", "?", StringComparison.Ordinal)));
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }

        using var ingestion = Host.Ingestion.CreateClient();
        using var response = await ingestion.PostAsync(
            $"/api/v1/admin/replay/run?digest={Guid.NewGuid()}&at=2026-01-01T00:00:00Z", new StringContent(Run));
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Single(await IdsAsync());
    }

    private static PostRefused Refused(
        string? body, string kind, DateTimeOffset? at = null, string reason = "invalid json at byte 12",
        string client = "curl/8.5") => new()
    {
        ReceivedAt = at ?? DateTimeOffset.UtcNow,
        Digest = RunKey.Of(body ?? ""),
        Reason = reason,
        MeantAs = kind,
        Client = client,
        Body = body,
    };

    private static StartReported NewStart(string architecture) => new()
    {
        ReceivedAt = DateTimeOffset.UtcNow,
        At = DateTimeOffset.UtcNow,
        Digest = Guid.NewGuid(),
        InstanceId = architecture,
        ImageVersion = "1",
        Architecture = architecture,
        ContainerRuntime = "",
        StartupTimeMs = 1,
        DbType = "p",
        TelemetryVersion = "1",
    };

    private async Task<string> PostAsync(string path)
    {
        using var answer = await App.SendAsync(HttpMethod.Post, path);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} {text}");
        return JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonElement>(text));
    }

    private async Task<IReadOnlyList<long>> IdsAsync() =>
        [.. (await App.RowsAsync("select id from analytics.quarantine")).Select(
            id => long.Parse(id, System.Globalization.CultureInfo.InvariantCulture)).Order()];

    public sealed class ReplayHost(Servers servers) : AggregationHost(servers)
    {
        public IngestionApp Ingestion { get; private set; } = null!;

        public override async ValueTask InitializeAsync()
        {
            Ingestion = new IngestionApp(await Servers.CreateDatabaseAsync(), Servers.RabbitMq);
            Ingestion.UseKestrel(0);
            await Ingestion.StartAsync();
            await base.InitializeAsync();
        }

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            await Ingestion.DisposeAsync();
            Ingestion.Errors.AssertNone();
        }

        protected override AggregationApp NewApp(string database) => new(
            database, Servers.RabbitMq, Servers.Redis, services: null,
            ("services:ingestion:http:0",
                Ingestion.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()));
    }
}
