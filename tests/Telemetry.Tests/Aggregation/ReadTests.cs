namespace Telemetry.Tests.Aggregation;

/// <summary>Reads of instances, metrics and applications.</summary>
[Collection(Servers.OfAggregation)]
public sealed class ReadTests(AggregationHost host) : AggregationTest<AggregationHost>(host)
{
    private const string Users = """{"users":2}""";
    private const string Repository = "https://github.com/TryGhost/Ghost";

    [Fact]
    public async Task Without_data_lists_are_empty_and_single_items_return_404()
    {
        Assert.Equal("[]", (await App.GetAsync("instances")).GetRawText());
        Assert.Equal("[]", (await App.GetAsync("applications")).GetRawText());
        Assert.Equal("404 Unknown application", await App.ProblemAsync(HttpMethod.Get, "applications/ghost"));
        Assert.Equal("404 Unknown application", await App.ProblemAsync(HttpMethod.Get, "metrics/Ghost"));
        Assert.Equal("404 Unknown instance", await App.ProblemAsync(HttpMethod.Get, $"instances/{Guid.NewGuid()}"));
        Assert.Equal("404 Unknown instance", await App.ProblemAsync(HttpMethod.Get, "instances/no-uuid"));
        Assert.Equal("404 Unknown instance", await App.ProblemAsync(HttpMethod.Get, $"instances/{Guid.NewGuid()}/timeline"));
        Assert.Equal("404 Unknown instance", await App.ProblemAsync(HttpMethod.Get, "instances/no-uuid/timeline"));
    }

    [Fact]
    public async Task A_listed_instance_has_the_fields_of_the_protocol_and_a_single_one_has_more()
    {
        var instance = new TestInstance { RegisteredAt = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero) };
        await App.StoreAsync(
            instance.Becomes(InstanceStatus.Active),
            instance.Sends("""{"users":1.50,"os":"linux"}""", TimeSpan.FromHours(3)),
            instance.Sends(Users) with { Timestamp = At(9) });

        var expected = $"""
            "instance_id":"{instance.Id}","app_name":"Ghost","app_slug":"ghost","app_version":"1.0.0","environment":"production",
            "status":"active","last_seen_at":"{Text(At(9))}","deployment_mode":"docker","metrics":{Users}
            """.ReplaceLineEndings("");
        var list = await App.GetAsync("instances");
        Assert.Equal($"{{{expected}}}", Compact(Assert.Single(list.EnumerateArray())));

        var alone = await App.GetAsync($"instances/{instance.Id}");
        Assert.Equal("linux/amd64", alone.GetProperty("os_arch").GetString());
        Assert.Equal("2026-01-02T03:04:05Z", alone.GetProperty("registered_at").GetString());
        Assert.Equal([Users, """{"os":"linux","users":1.50}"""], alone.GetProperty("snapshots").EnumerateArray().Select(
            snapshot => Compact(snapshot.GetProperty("metrics"))));
        Assert.Equal(
            ["timestamp", "received_at", "metrics"],
            alone.GetProperty("snapshots")[0].EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    public async Task Instances_are_paged_with_the_last_seen_first()
    {
        var instances = Enumerable.Range(0, 120).Select(_ => new TestInstance { RegisteredAt = TestInstance.Now.AddDays(-3) }).ToArray();
        await App.StoreAsync([.. instances.Select(instance => instance.Becomes(InstanceStatus.Active))]);
        await App.StoreAsync([.. instances.Select((instance, i) => instance.Sends("{}", TimeSpan.FromMinutes(i)))]);
        var ids = instances.Select(instance => instance.Id.ToString()).ToArray();

        Assert.Equal(ids[..50], await IdsAsync("instances"));
        Assert.Equal(ids[100..], await IdsAsync("instances?offset=100&limit=100"));
        Assert.Equal(ids[1..2], await IdsAsync("instances?offset=1&limit=1"));
        Assert.Empty(await IdsAsync("instances?offset=120"));
        var response = await App.SendAsync(HttpMethod.Get, "instances?limit=1");
        Assert.Equal("120", Assert.Single(response.Headers.GetValues("X-Total-Count")));
    }

    [Fact]
    public async Task Filters()
    {
        string[] expected =
        [
            "q=staging: 1", "q=STAG: 1", "q=g: 3", "q=2.0.0-rc: 1", "q=bare: 1", "q=100%25: 1", "q=%25: 1", "q=_: 0", "q=%5C: 0",
            "q=productiondocker: 0", "q=linux: 0", "app=Gitea: 1", "app=gitea: 0", "app=Gitea&q=staging: 0", "status=revoked: 1",
            "status=pending: 0", "status=active&app=Ghost: 1", "status=&app=&q=: 3",
        ];
        await App.StoreAsync(
            new TestInstance().Becomes(InstanceStatus.Active) with { Environment = "staging", DeploymentMode = "100%" },
            new TestInstance(version: "2.0.0-rc").Becomes(InstanceStatus.Revoked) with { Environment = "g", DeploymentMode = "baremetal" },
            new TestInstance("Gitea").Becomes(InstanceStatus.Active) with { Environment = "gproduction" });

        var counts = new List<string>();
        foreach (var query in expected.Select(line => line.Split(": ")[0]))
        {
            var response = await App.SendAsync(HttpMethod.Get, $"instances?{query}");
            var count = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetArrayLength();
            Assert.Equal(count.ToString(), Assert.Single(response.Headers.GetValues("X-Total-Count")));
            counts.Add($"{query}: {count}");
        }

        Assert.Equal(expected, counts);
    }

    [Fact]
    public async Task An_instance_is_found_by_a_part_of_its_id()
    {
        var (one, other) = (new TestInstance(), new TestInstance());
        await App.StoreAsync(one.Becomes(InstanceStatus.Active), other.Becomes(InstanceStatus.Active));

        Assert.Equal([one.Id.ToString()], await IdsAsync($"instances?q={one.Id.ToString()[5..25]}"));
    }

    [Theory]
    [InlineData("24h", 25)]
    [InlineData("7d", 169)]
    [InlineData("30d", 31)]
    public async Task Metrics_have_one_value_per_bucket_and_null_in_empty_buckets(string period, int buckets)
    {
        var (one, other) = (new TestInstance(), new TestInstance());
        await App.StoreAsync(
            one.Becomes(InstanceStatus.Active),
            other.Becomes(InstanceStatus.Active),
            one.Sends("""{"users":1}""") with { Timestamp = At(2) },
            one.Sends("""{"users":2.25}""") with { Timestamp = At(4) },
            other.Sends("""{"users":0.5,"posts":7}""") with { Timestamp = At(3) });

        var series = await App.GetAsync($"metrics/Ghost?period={period}");

        var times = series.GetProperty("timestamps").EnumerateArray().Select(time => time.GetDateTimeOffset()).ToArray();
        Assert.InRange(times.Length, buckets, buckets + 1);
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.Equal(pair.Second - pair.First, times[1] - times[0]));
        var at = Array.FindLastIndex(times, time => time <= At(4));
        Assert.Equal(2.75m, series.GetProperty("metrics").GetProperty("users")[at].GetDecimal());
        Assert.Equal(7, series.GetProperty("metrics").GetProperty("posts")[at].GetDecimal());
        foreach (var metric in series.GetProperty("metrics").EnumerateObject())
        {
            Assert.Equal(times.Length, metric.Value.GetArrayLength());
            Assert.Single(metric.Value.EnumerateArray(), value => value.ValueKind != JsonValueKind.Null);
        }
    }

    [Fact]
    public async Task Metrics_of_all_time_begin_with_the_first_day()
    {
        var instance = new TestInstance();
        await App.StoreAsync(
            instance.Becomes(InstanceStatus.Active),
            instance.Sends("""{"users":1}""", TimeSpan.FromDays(20)),
            instance.Sends("""{"users":2}"""));

        var series = await App.GetAsync("metrics/Ghost?period=all");

        var users = series.GetProperty("metrics").GetProperty("users");
        Assert.InRange(users.GetArrayLength(), 21, 22);
        Assert.Equal(1, users[0].GetInt32());
    }

    [Fact]
    public async Task An_application_without_snapshots_has_no_metrics()
    {
        await App.StoreAsync(new TestInstance().Becomes(InstanceStatus.Active));

        foreach (var period in new[] { "24h", "all" })
            Assert.Equal("{}", (await App.GetAsync($"metrics/Ghost?period={period}")).GetProperty("metrics").GetRawText());
    }

    [Fact]
    public async Task A_listed_application_has_the_fields_of_the_protocol_and_a_single_one_has_more()
    {
        var (old, young, gone) = (new TestInstance(version: "1.0"), new TestInstance(version: "2.0"), new TestInstance(version: "3.0"));
        await App.StoreAsync(
            old.Becomes(InstanceStatus.Active),
            young.Becomes(InstanceStatus.Active),
            new TestInstance(version: "2.0").Becomes(InstanceStatus.Active),
            gone.Becomes(InstanceStatus.Revoked),
            old.Sends("""{"users":1.5}""", TimeSpan.FromHours(3)),
            young.Sends("""{"users":2}""") with { Timestamp = At(1) });

        var application = Assert.Single((await App.GetAsync("applications")).EnumerateArray());
        Assert.Equal(
            [
                "id", "slug", "name", "stars", "logo_url", "created_at", "updated_at",
                "total_instances", "active_instances", "last_seen_at", "top_version",
            ],
            application.EnumerateObject().Select(property => property.Name));
        Assert.Equal(("ghost", "Ghost", 0, ""), (Get("slug"), Get("name"), application.GetProperty("stars").GetInt32(), Get("logo_url")));
        Assert.Equal(
            (4, 3), (application.GetProperty("total_instances").GetInt32(), application.GetProperty("active_instances").GetInt32()));
        Assert.Equal(("2.0", Text(At(1))), (Get("top_version"), Get("last_seen_at")));
        Assert.EndsWith("Z", Get("created_at"), StringComparison.Ordinal);

        var alone = await App.GetAsync("applications/ghost");
        Assert.Equal("""{"users":3.5}""", Compact(alone.GetProperty("metrics")));
        Assert.Equal("""[{"version":"2.0","count":2},{"version":"1.0","count":1}]""", Compact(alone.GetProperty("versions")));

        string Get(string name) => application.GetProperty(name).GetString()!;
    }

    [Fact]
    public async Task An_application_keeps_its_first_name()
    {
        var instance = new TestInstance("Ghost");
        await App.StoreAsync(instance.Becomes(InstanceStatus.Active));

        await App.StoreAsync(new TestInstance("GHOST").Becomes(InstanceStatus.Active));

        Assert.Equal("Ghost", Assert.Single((await App.GetAsync("applications")).EnumerateArray()).GetProperty("name").GetString());
    }

    [Fact]
    public async Task Addresses_set_or_cleared_by_the_admin_are_returned_at_once()
    {
        await App.StoreAsync(new TestInstance().Becomes(InstanceStatus.Active));
        await App.ExecuteAsync("update analytics.applications set stars = 5, stars_updated_at = now()");
        _ = await App.GetAsync("applications/ghost");

        Assert.Equal(
            """200 {"status":"ok","message":"Application updated"}""",
            await PutAsync($$"""{"github_url":"{{Repository}}","logo_url":"https://ghost.org/logo.svg"}"""));

        var set = await App.GetAsync("applications/ghost");
        Assert.Equal(
            (Repository, "https://ghost.org/logo.svg"),
            (set.GetProperty("github_url").GetString(), set.GetProperty("logo_url").GetString()));
        Assert.Equal(0, set.GetProperty("stars").GetInt32());
        Assert.False(set.TryGetProperty("stars_updated_at", out _));

        Assert.StartsWith("200", await PutAsync("""{"github_url":"","logo_url":""}"""), StringComparison.Ordinal);

        var cleared = await App.GetAsync("applications/ghost");
        Assert.False(cleared.TryGetProperty("github_url", out _));
        Assert.Equal("", cleared.GetProperty("logo_url").GetString());
    }

    [Fact]
    public async Task Invalid_addresses_of_an_application_are_refused()
    {
        await App.StoreAsync(new TestInstance().Becomes(InstanceStatus.Active));

        (string Error, string[] Bodies)[] refused =
        [
            ("github_url: must be https://github.com/owner/repo", [
                """{"github_url":"http://github.com/a/b"}""",
                """{"github_url":"https://github.com.evil.example/a/b"}""",
                """{"github_url":"https://github.com/a"}""",
                """{"github_url":"https://github.com/a/.."}""",
                """{"github_url":"https://github.com/a/b/c"}""",
                """{"github_url":"https://github.com/a/b?x"}""",
                """{"github_url":"https://github.com/a/b\n"}""",
                """{"github_url":"https://github.com@evil.example/a/b"}""",
                """{"github_url":5}""",
            ]),
            ("logo_url: must be an https address", [
                """{"logo_url":"http://ghost.org/logo.svg"}""",
                """{"logo_url":"javascript:alert(1)"}""",
                """{"logo_url":"https://a b"}""",
                """{"logo_url":"https://user:secret@ghost.org/"}""",
            ]),
            ("body: must be a JSON object", ["""{"logo_url":"\ud800"}""", "[]", "{", ""]),
        ];
        foreach (var (error, bodies) in refused)
        {
            foreach (var body in bodies)
                Assert.Equal($"{body} 400 {error}", $"{body} {await PutAsync(body)}");
        }
    }

    [Fact]
    public async Task An_oversized_body_and_an_unknown_application_are_refused()
    {
        Assert.Equal("413 body: must have at most 8192 bytes", await PutAsync(new string(' ', 9000)));
        Assert.Equal("404 Unknown application", await PutAsync($$"""{"github_url":"{{Repository}}"}"""));
        Assert.Equal("404 Unknown application", await App.ProblemAsync(HttpMethod.Put, "applications/%01", Json("{}")));
    }

    private static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    // A minute of the previous hour: the time has passed, and all minutes fall into the same bucket.
    private static DateTimeOffset At(int minute)
    {
        var now = TestInstance.Now;
        return new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, minute, 0, TimeSpan.Zero).AddHours(-1);
    }

    private static string Text(DateTimeOffset time) => $"{time:yyyy-MM-ddTHH:mm:ss}Z";

    private static string Compact(JsonElement element) => JsonSerializer.Serialize(element);

    private async Task<string> PutAsync(string body)
    {
        var response = await App.SendAsync(HttpMethod.Put, "applications/ghost", Json(body));
        return $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}";
    }

    private async Task<IEnumerable<string?>> IdsAsync(string path) =>
        (await App.GetAsync(path)).EnumerateArray().Select(instance => instance.GetProperty("instance_id").GetString());
}
