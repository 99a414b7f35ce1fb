using System.Globalization;

namespace Telemetry.Tests.Aggregation.Reads;

/// <summary>
/// Stores runs of every kind and counts them one by one for the expected responses; the service reads rollups.
/// </summary>
public abstract class RunsTestBase<THost>(THost host) : ReadsTest<THost>(host)
    where THost : ReadsHost
{
    /// <summary>Query strings that select days, repositories and forks.</summary>
    protected static IReadOnlyList<string> Scopes { get; } =
    [
        "", "days=1", "days=2", "days=7&repo=all", "days=365", "days=365&repo=all", "repo=external", "days=90&repo=ProxmoxVED",
        "slug=me/fork",
        "days=365&repo=all&slug=me/fork", "days=365&repo=all&slug=nobody/nothing",
        "days=365&repo=external&slug=community-scripts/ProxmoxVE",
    ];

    private static readonly int[] DaysAgo = [0, 0, 0, 1, 1, 2, 5, 6, 29, 30, 40, 89, 364];
    private static readonly string[] Apps =
    [
        "docker", "Docker", "Home Assistant", "100%", "1000", "a_b", "axb", @"back\slash", "zigbee2mqtt", "\"<ä>\"",
    ];
    private static readonly string[] Kinds = ["lxc", "lxc", "lxc", "vm", "turnkey", "pve", "addon", "tool"];
    private static readonly string[] Systems = ["debian", "debian", "ubuntu", "alpine", ""];
    private static readonly string[] Statuses =
    [
        "success", "success", "success", "failed", "failed", "aborted", "unknown", "installing", "validation", "configuring",
    ];
    private static readonly (string Repo, string Slug)[] Sources =
    [
        ("ProxmoxVE", "community-scripts/ProxmoxVE"), ("ProxmoxVE", "community-scripts/ProxmoxVE"), ("ProxmoxVE", "me/fork"), 
        ("ProxmoxVE", ""),
        ("ProxmoxVED", "community-scripts/ProxmoxVED"), ("external", "me/fork"), ("external", "community-scripts/ProxmoxVE"),
    ];

    private static readonly int?[] Codes = [1, 100, 100, 137, 7, null];
    private static readonly string[] Errors =
    [
        "E: Unable to locate package foo", "curl: (6) Could not resolve host", "No space left on device", "",
    ];

    protected IReadOnlyList<Run> Runs { get; private set; } = [];

    /// <summary>UTC, from the clock of the service.</summary>
    protected DateOnly Today => DateOnly.FromDateTime(App.Clock.GetUtcNow().UtcDateTime);

    /// <summary>Sets the clock to noon, so that no run is of another day, and stores runs.</summary>
    protected async Task StoreRunsAsync(int count = 160)
    {
        App.Clock.Advance(App.Clock.GetUtcNow().UtcDateTime.Date.AddHours(36) - App.Clock.GetUtcNow().UtcDateTime);
        var random = new Random(7);
        var posts = new List<Report>();
        for (var i = 0; i < count; i++)
            posts.AddRange(Posts(random, i));
        await App.StoreAsync([.. posts]);
        Runs = await LoadAsync();
        Assert.Equal(count, Runs.Count);
    }

    protected IReadOnlyList<Run> RunsIn(Scope scope) =>
        [.. Runs.Where(run => run.Day >= scope.From
            && (scope.Repo == "all" || run.Repo == scope.Repo)
            && (scope.Slug is null || run.Slug == scope.Slug))];

    protected Scope ScopeOf(string query)
    {
        var values = System.Web.HttpUtility.ParseQueryString(query);
        var days = int.Parse(values["days"] ?? "30", CultureInfo.InvariantCulture);
        return new(days, Today.AddDays(1 - days), values["repo"] ?? "ProxmoxVE", values["slug"]);
    }

    /// <summary>The days of a scope, oldest first.</summary>
    protected static IEnumerable<DateOnly> DaysOf(Scope scope) => Enumerable.Range(0, scope.Days).Select(scope.From.AddDays);

    /// <summary>Most frequent values with their counts; equal counts are ordered by name.</summary>
    protected static IEnumerable<(T Value, int Count)> Top<T>(IEnumerable<T> values, int limit = 20, Func<T, string>? name = null) => values
        .GroupBy(value => value)
        .Select(group => (Value: group.Key, Count: group.Count()))
        .OrderByDescending(top => top.Count)
        .ThenBy(top => name is null ? top.Value!.ToString() : name(top.Value), StringComparer.Ordinal)
        .Take(limit);

    protected static decimal Percent(int part, int whole) =>
        whole == 0 ? 0 : Math.Round(100m * part / whole, 1, MidpointRounding.AwayFromZero);

    protected static decimal Mean(IEnumerable<int> values, int decimals = 1) =>
        values.Select(value => (decimal)value).DefaultIfEmpty(0).Average() is var mean
            ? Math.Round(mean, decimals, MidpointRounding.AwayFromZero)
            : 0;

    /// <summary>Compares a list of the most frequent values with their counts.</summary>
    protected static void AssertCounts(JsonElement response, string name, string value, IEnumerable<string> values) => AssertField(
        response, name, Top(values).Select(top => new Dictionary<string, object> { [value] = top.Value, ["count"] = top.Count }));

    protected static void AssertField(JsonElement response, string name, object expected) =>
        Assert.Equal($"{name}: {Normal(JsonSerializer.SerializeToElement(expected))}", $"{name}: {Normal(response.GetProperty(name))}");

    // JSON with numbers without trailing zeros.
    private static string Normal(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Number => json.GetDecimal().ToString("0.####", CultureInfo.InvariantCulture),
        JsonValueKind.Array => $"[{string.Join(',', json.EnumerateArray().Select(Normal))}]",
        JsonValueKind.Object => $"{{{string.Join(
            ',', json.EnumerateObject().Select(property => $"{property.Name}:{Normal(property.Value)}"))}}}",
        _ => Text(json),
    };

    private IEnumerable<Report> Posts(Random random, int number)
    {
        // Distinct times, some within one second, for the order among equal seconds.
        var start = App.Clock.GetUtcNow().UtcDateTime.Date.AddDays(-Pick(DaysAgo))
            .AddSeconds(random.Next(40_000) / 100)
            .AddMilliseconds(number);
        var run = new TestRun(Pick(Apps), new DateTimeOffset(start, TimeSpan.Zero)) { ExecutionId = $"run {number}" };
        var (repo, slug) = Pick(Sources);
        var isComplete = random.Next(4) > 0;
        var first = (isComplete ? run.Begins() : run.Posts("installing")) with
        {
            Type = Pick(Kinds),
            RepoSource = repo,
            RepoSlug = slug,
            OsType = Pick(Systems),
            CoreCount = isComplete ? random.Next(1, 9) : null,
            RamSize = isComplete ? 512 * random.Next(1, 9) : null,
            DiskSize = isComplete ? random.Next(2, 64) : null,
            PveVersion = isComplete ? $"8.{random.Next(3)}" : "",
            Method = isComplete ? random.Next(2) == 0 ? "default" : "advanced" : "",
            GpuVendor = isComplete && random.Next(2) == 0 ? "nvidia" : "",
            GpuPassthrough = random.Next(2) == 0 ? "yes" : "",
        };
        yield return first;

        var status = Pick(Statuses);
        if (status == "installing")
            yield break;
        var failure = status is "failed" or "aborted";
        yield return first with
        {
            Digest = Guid.NewGuid(),
            At = first.At.AddSeconds(90),
            Status = status,
            ExitCode = failure ? Pick(Codes) : 0,
            Error = failure ? Pick(Errors) : "",
            InstallDuration = status == "success" && random.Next(4) > 0 ? random.Next(1, 900) : null,
        };

        T Pick<T>(T[] values) => values[random.Next(values.Length)];
    }

    private async Task<IReadOnlyList<Run>> LoadAsync() => JsonSerializer.Deserialize<List<Run>>(
        await App.ScalarAsync<string>(
            """
            select json_agg(r)::text
            from (
              select execution_id as id, to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.USZ') as created, app, type,
                status, repo, slug, os_type as os, coalesce(exit_code, -1) as exitcode, error, category, pattern, method,
                pve_version as pve, gpu_vendor as gpuvendor, gpu_passthrough as gpupassthrough, coalesce(install_duration, -1) as duration,
                coalesce(core_count, -1) as cores, coalesce(ram_size, -1) as ram, coalesce(disk_size, -1) as disk, os_version as osversion
              from analytics.runs
              order by created_at desc) r
            """),
        JsonSerializerOptions.Web)!;

    /// <summary>A row of analytics.runs; -1 stands for null.</summary>
    protected sealed record Run(
        string Id, DateTime Created, string App, string Type, string Status, string Repo, string Slug, string Os, int ExitCode,
        string Error, string Category, string Pattern,
        string Method, string Pve, string GpuVendor, string GpuPassthrough, int Duration, int Cores, int Ram, int Disk, string OsVersion)
    {
        public DateOnly Day => DateOnly.FromDateTime(Created);

        public bool IsError => Status is "failed" or "aborted";

        public bool IsOpen => Status is "installing" or "validation" or "configuring";
    }

    protected sealed record Scope(int Days, DateOnly From, string Repo, string? Slug);
}
