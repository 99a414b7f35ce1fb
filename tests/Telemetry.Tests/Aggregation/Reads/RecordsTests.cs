namespace Telemetry.Tests.Aggregation.Reads;

[Collection(Servers.OfReads)]
public sealed class RecordsTests(ReadsHost host) : RunsTestBase<ReadsHost>(host)
{
    private static readonly string[] Filters =
    [
        "", "days=1", "days=365&repo=all", "repo=all&days=365&slug=me/fork", "days=365&status=failed",
        "repo=all&days=90&status=configuring", "days=365&type=vm",
        "days=365&os=alpine", "days=365&app=DOCKER", "days=365&search=o", "days=365&app=%25", "days=365&app=_", "days=365&app=%5C",
        "days=365&repo=all&app=ä",
        "days=365&repo=all&app=a&status=success&type=lxc&os=debian", "days=365&app=nothing", "days=365&app=home%20assistant&search=docker",
    ];

    public static TheoryData<string> Orders { get; } = new(
        "", "-created", "created", "nsapp", "-nsapp", "status", "-status", "type", "-type", "os_type", "-os_type");

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task All_pages_together_list_every_run_once_in_order(string sort)
    {
        await StoreRunsAsync();

        foreach (var filter in Filters)
        {
            var expected = Ordered(Matching(filter), sort).Select(run => run.Id).ToList();
            var limit = expected.Count > 60 ? 17 : 3;
            var records = new List<string>();
            for (var page = 1; page <= Math.Max(1, (expected.Count + limit - 1) / limit) + 1; page++)
            {
                var response = await GetJsonAsync($"/api/records?{filter}&sort={sort}&limit={limit}&page={page}");
                Assert.Equal(
                    (page, limit, expected.Count, (expected.Count + limit - 1) / limit),
                    (Number(response, "page"), Number(response, "limit"), Number(response, "total"), Number(response, "total_pages")));
                records.AddRange(Ids(response));
            }

            Assert.Equal($"{filter}: {string.Join(' ', expected)}", $"{filter}: {string.Join(' ', records)}");
        }
    }

    [Theory]
    [InlineData("created", "<")]
    [InlineData("-created", ">")]
    public async Task A_page_within_a_busy_day_is_found_without_reading_the_runs_before_it(string sort, string passed)
    {
        await StoreRunsAsync(count: 900);
        await App.ExecuteAsync(OneDay);

        var ids = new List<string>();
        for (var page = 1; page <= 19; page++)
            ids.AddRange(Ids(await GetJsonAsync($"/api/records?days=1&repo=all&limit=50&page={page}&sort={sort}")));

        Assert.Equal(900, ids.Count);
        var rows = await App.RowsAsync("select created_at::text || ' ' || execution_id from analytics.runs");
        var newestFirst = rows.Select(row => row[(row.IndexOf("run ", StringComparison.Ordinal))..]).Reverse().ToList();
        Assert.Equal(sort == "created" ? newestFirst.AsEnumerable().Reverse() : newestFirst, ids);

        var path = $"/api/records?days=1&repo=all&limit=20&page=23&sort={sort}";
        var records = (await GetJsonAsync(path)).GetProperty("records");
        // The page is found with the counts per second, so its runs are found even if all runs before it are deleted.
        await App.ExecuteAsync($"delete from analytics.runs where date_trunc('second', created_at) {passed} "
            + $"date_trunc('second', timestamptz '{records[0].GetProperty("created").GetDateTime():O}')");

        Assert.InRange(await App.ScalarAsync<long>("select count(*) from analytics.runs"), 20, 500);
        Assert.Equal(Text(records), Text((await GetJsonAsync(path)).GetProperty("records")));
    }

    [Fact]
    public async Task A_record_has_the_fields_of_its_posts_with_times_and_steps()
    {
        var run = new TestRun(
            "homeassistant", new DateTimeOffset(Today.ToDateTime(new TimeOnly(1, 2, 3)), TimeSpan.Zero)) { ExecutionId = "e" };
        await App.StoreAsync(
            run.Begins() with { RandomId = "r" },
            run.Posts("validation", TimeSpan.FromSeconds(1)) with { RandomId = "r" },
            run.Fails(100, "E: Unable to locate package foo", TimeSpan.FromSeconds(61)) with { RandomId = "r", InstallDuration = 61 });

        var record = Assert.Single((await GetJsonAsync("/api/records?days=2")).GetProperty("records").EnumerateArray());

        var day = $"{Today:yyyy-MM-dd}";
        Assert.Equal(
            $$"""
            {"random_id":"r","execution_id":"e","type":"lxc","nsapp":"homeassistant","status":"failed","ct_type":1,"disk_size":8,
            "core_count":2,"ram_size":2048,
            "exit_code":100,"install_duration":61,"os_type":"debian","os_version":"13","pve_version":"8.4.1","method":"default",
            "error":"E: Unable to locate package foo",
            "gpu_vendor":"intel","gpu_model":"Iris Xe","gpu_passthrough":"igpu","cpu_vendor":"intel","cpu_model":"N100","ram_speed":"4800",
            "error_category":"apt",
            "repo_source":"ProxmoxVE","repo_slug":"community-scripts/ProxmoxVE","has_arm":false,"arch":"x86_64","platform":"proxmox",
            "created":"{{day}}T01:02:03Z","updated":"{{day}}T01:03:04Z",
            """.ReplaceLineEndings(""),
            Text(record)[..Text(record).IndexOf("\"pipeline\"", StringComparison.Ordinal)]);
        Assert.Equal(
            ["installing", "validation", "failed"],
            JsonSerializer.Deserialize<JsonElement>(record.GetProperty("pipeline").GetString()!)
                .EnumerateArray()
                .Select(step => step.GetProperty("s").GetString()));
        Assert.StartsWith(
            $$"""[{"s":"installing","t":"{{day}}T01:02:03""", record.GetProperty("pipeline").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fields_that_the_client_did_not_send_are_zero_or_empty()
    {
        await App.StoreAsync(new TestRun().Posts("installing"));

        var record = Assert.Single((await GetJsonAsync("/api/records?days=2")).GetProperty("records").EnumerateArray());

        foreach (var name in new[] { "ct_type", "disk_size", "core_count", "ram_size", "exit_code", "install_duration" })
            Assert.Equal(0, record.GetProperty(name).GetInt32());
        foreach (var name in new[]
        {
            "os_type", "pve_version", "method", "error", "gpu_vendor", "cpu_model", "error_category", "arch", "platform",
        })
            Assert.Equal("", record.GetProperty(name).GetString());
        Assert.False(record.GetProperty("has_arm").GetBoolean());
    }

    [Fact]
    public async Task Records_are_limited_to_the_retention_of_runs()
    {
        await using var app = await new AggregationApp(
            await Servers.CreateAggregationDatabaseAsync(),
            Servers.RabbitMq,
            Servers.Redis,
            settings: [("RETENTION_DAYS", "10"), ("CACHE_TTL_SECONDS", "0")]).StartAsync();
        await app.StoreAsync([.. new[] { 0, 9, 10, 11 }.Select(days => new TestRun(
            $"{days} days ago", app.Clock.GetUtcNow().AddDays(-days)).Posts("success"))]);
        using var client = app.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", AggregationApp.Password);

        using var records = JsonDocument.Parse(await client.GetStringAsync("/api/records?days=365"));

        Assert.Equal(2, Number(records.RootElement, "total"));
        Assert.Equal(
            ["0 days ago", "9 days ago"],
            records.RootElement.GetProperty("records").EnumerateArray().Select(record => record.GetProperty("nsapp").GetString()));
    }

    [Fact]
    public async Task A_run_is_found_by_its_id_regardless_of_other_parameters()
    {
        await StoreRunsAsync();

        foreach (var run in Runs.Take(3))
        {
            var response = await GetJsonAsync(
                $"/api/records?execution_id={Uri.EscapeDataString(run.Id)}&days=1&repo=external&status=aborted");
            Assert.Equal((1, run.Id), (Number(response, "total"), Assert.Single(Ids(response))));
        }

        Assert.Equal("[]", Text((await GetJsonAsync("/api/records?execution_id=nobody")).GetProperty("records")));
    }

    // Moves all runs to one day, ten to each second.
    private const string OneDay =
        """
        with placed as (
          select run_key, created_at, row_number() over (order by execution_id) as place
          from analytics.runs
        )
        update analytics.runs r
        set created_at = date_trunc('day', (select max(created_at) from analytics.runs)) + place * interval '0.1 seconds'
        from placed p
        where p.run_key = r.run_key;
        truncate analytics.run_script_days, analytics.run_minutes, analytics.run_seconds;
        insert into analytics.run_script_days
        select created_at::date, repo, slug, app, type, os_type, count(*), count(*) filter (where status = 'installing'),
          count(*) filter (where status = 'validation'),
          count(*) filter (where status = 'configuring'), count(*) filter (where status = 'success'),
          count(*) filter (where status = 'failed'),
          count(*) filter (where status = 'aborted'), count(*) filter (where status = 'unknown')
        from analytics.runs
        group by 1, 2, 3, 4, 5, 6;
        insert into analytics.run_minutes select date_trunc('minute', created_at), repo, slug, count(*)
          from analytics.runs group by 1, 2, 3;
        insert into analytics.run_seconds select date_trunc('second', created_at), repo, slug, count(*)
          from analytics.runs group by 1, 2, 3;
        analyze analytics.runs
        """;

    private static IEnumerable<string> Ids(JsonElement response) =>
        response.GetProperty("records").EnumerateArray().Select(record => record.GetProperty("execution_id").GetString()!);

    private static int Number(JsonElement response, string name) => response.GetProperty(name).GetInt32();

    private IEnumerable<Run> Matching(string filter)
    {
        var values = System.Web.HttpUtility.ParseQueryString(filter);
        return RunsIn(ScopeOf(filter)).Where(run =>
            (values["status"] is not { } status || run.Status == status)
            && (values["type"] is not { } type || run.Type == type)
            && (values["os"] is not { } os || run.Os == os)
            && ((values["app"] ?? values["search"]) is not { } app || run.App.Contains(app, StringComparison.OrdinalIgnoreCase)));
    }

    private static IEnumerable<Run> Ordered(IEnumerable<Run> runs, string sort)
    {
        Func<Run, string> value = sort.TrimStart('-') switch
        {
            "nsapp" => run => run.App,
            "status" => run => run.Status,
            "type" => run => run.Type,
            "os_type" => run => run.Os,
            _ => _ => "",
        };
        return sort switch
        {
            "created" => runs.OrderBy(run => run.Created),
            ['-', ..] => runs.OrderByDescending(value, StringComparer.Ordinal).ThenByDescending(run => run.Created),
            _ => runs.OrderBy(value, StringComparer.Ordinal).ThenByDescending(run => run.Created),
        };
    }
}
