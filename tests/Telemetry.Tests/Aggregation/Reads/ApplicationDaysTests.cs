namespace Telemetry.Tests.Aggregation.Reads;

/// <summary>Daily series of an application.</summary>
[Collection(Servers.OfReads)]
public sealed class ApplicationDaysTests(ReadsHost host) : ReadsTest<ReadsHost>(host)
{
    private const string Application = "/api/v1/admin/applications/ghost";

    [Theory]
    [InlineData("30d", 31)]
    [InlineData("3m", 90)]
    [InlineData("all", 41)]
    public async Task An_instance_without_reports_is_active_then_quiet_then_gone(string period, int days)
    {
        var (steady, silent) = (new TestInstance(), new TestInstance());
        await App.StoreAsync(
            [steady.Becomes(InstanceStatus.Active), silent.Becomes(InstanceStatus.Active), silent.Sends("{}", TimeSpan.FromDays(40)),
            .. Enumerable.Range(0, 16).Select(number => steady.Sends("{}", TimeSpan.FromDays(number)))]);

        var response = await GetJsonAsync($"{Application}/instances-over-time?period={period}");

        var all = response.GetProperty("days").EnumerateArray().Select(day => day.GetString()).ToArray();
        Assert.InRange(all.Length, days, days + 3);
        Assert.Equal(Day(0), all[^1]);
        // One instance reports only 40 days ago, another on each of the last 16 days.
        var expected = Enumerable.Range(0, all.Length).Reverse().Select(ago => (
            Active: (ago is <= 40 and > 10 ? 1 : 0) + (ago <= 15 ? 1 : 0), Quiet: ago is <= 33 and > 10
                ? 1
                : 0, New: ago is 40 or 15 ? 1 : 0, Gone: ago == 10 ? 1 : 0)).ToArray();
        Assert.Equal(Text(expected.Select(day => day.Active)), Text(response.GetProperty("active")));
        Assert.Equal(Text(expected.Select(day => day.Quiet)), Text(response.GetProperty("quiet")));
        Assert.Equal(Text(expected.Select(day => day.New)), Text(response.GetProperty("new")));
        Assert.Equal(Text(expected.Select(day => day.Gone)), Text(response.GetProperty("gone")));
    }

    [Fact]
    public async Task Versions_by_day_follow_the_upgrades_of_instances()
    {
        // Ten instances start with 1.0; from 20 to 11 days ago one upgrades each day.
        var instances = Enumerable.Range(0, 10).Select(_ => new TestInstance(version: "1.0")).ToArray();
        await App.StoreAsync([.. instances.Select(instance => instance.Becomes(InstanceStatus.Active))]);
        await App.StoreAsync([.. instances.SelectMany((instance, number) => Enumerable.Range(0, 26).Select(ago =>
            instance.Sends("{}", TimeSpan.FromDays(ago)) with { Version = ago <= 20 - number ? "1.1" : "1.0" }))]);

        var response = await GetJsonAsync($"{Application}/versions?period=all");

        Assert.Equal(26, response.GetProperty("days").GetArrayLength());
        var ages = Enumerable.Range(0, 26).Reverse().ToArray();
        Assert.Equal(Text(ages.Select(_ => 10)), Text(response.GetProperty("active")));
        Assert.Equal(
            ["1.1", "1.0"],
            response.GetProperty("versions").EnumerateArray().Select(version => version.GetProperty("version").GetString()));
        Assert.Equal(
            Text(ages.Select(ago => Math.Clamp(21 - ago, 0, 10))), Text(response.GetProperty("versions")[0].GetProperty("instances")));
        Assert.Equal(
            Text(ages.Select(ago => 10 - Math.Clamp(21 - ago, 0, 10))), Text(response.GetProperty("versions")[1].GetProperty("instances")));
        Assert.Equal(Text(ages.Select(_ => 0)), Text(response.GetProperty("others")));
        Assert.Equal(
            $$"""
            [{"version":"1.1","first_seen":"{{Day(20)}}","instances":10,"days_to_half":4,"days_to_nine_tenths":8,"highest_share":100},
            {"version":"1.0","first_seen":"{{Day(25)}}","instances":0,"days_to_half":0,"days_to_nine_tenths":0,"highest_share":100}]
            """.ReplaceLineEndings(""),
            Text(response.GetProperty("releases")).Replace("100.0", "100", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_the_8_most_used_versions_are_named_and_the_others_are_summed()
    {
        await App.StoreAsync([.. Enumerable.Range(0, 30).SelectMany(number => Enumerable.Range(0, number < 5 ? 2 : 1).SelectMany(_ =>
        {
            var instance = new TestInstance(version: $"{number}.0");
            return new Report[] { instance.Becomes(InstanceStatus.Active), instance.Sends("{}") };
        }))]);

        var response = await GetJsonAsync($"{Application}/versions");

        Assert.Equal(8, response.GetProperty("versions").GetArrayLength());
        Assert.Equal(20, response.GetProperty("releases").GetArrayLength());
        Assert.Equal(35 - 13, response.GetProperty("others")[30].GetInt32());
    }

    [Fact]
    public async Task Distributions_count_active_instances_and_fall_back_to_labels_in_metrics()
    {
        var registered = new TestInstance();
        var labelled = new TestInstance();
        var silent = new TestInstance();
        var revoked = new TestInstance();
        await App.StoreAsync(
            registered.Becomes(InstanceStatus.Active),
            labelled.Becomes(InstanceStatus.Active) with { OsArch = "", DeploymentMode = "", Environment = "staging" },
            silent.Becomes(InstanceStatus.Active) with { OsArch = "Linux/arm64", Environment = "" },
            revoked.Becomes(InstanceStatus.Active),
            labelled.Sends("""{"sys_os":"FreeBSD","sys_arch":"amd64","sys_mode":"jail"}"""));
        await App.StoreAsync(revoked.Becomes(InstanceStatus.Revoked));

        Assert.Equal(
            """
            {"active_instances":3,"os":[{"value":"linux","count":2},{"value":"freebsd","count":1}],
            "architecture":[{"value":"amd64","count":2},{"value":"arm64","count":1}],
            "deployment_mode":[{"value":"docker","count":2},{"value":"jail","count":1}],
            "environment":[{"value":"","count":1},{"value":"production","count":1},{"value":"staging","count":1}]}
            """.ReplaceLineEndings(""),
            Text(await GetJsonAsync($"{Application}/distributions")));
    }

    [Fact]
    public async Task The_overview_has_an_entry_per_application_and_totals()
    {
        var (old, young) = (new TestInstance("Wiki", "1.9.0"), new TestInstance("Wiki", "1.10.0"));
        var candidate = new TestInstance("Wiki", "1.10.0-rc.1");
        await App.StoreAsync(
            old.Becomes(InstanceStatus.Active), young.Becomes(InstanceStatus.Active), candidate.Becomes(InstanceStatus.Active),
            new TestInstance("Empty", "nightly").Becomes(InstanceStatus.Pending),
            old.Sends("{}", TimeSpan.FromDays(3)), young.Sends("{}", TimeSpan.FromDays(1)), candidate.Sends("{}", TimeSpan.FromDays(31)),
            new TestRun(start: App.Clock.GetUtcNow()).Posts("success"), StartIntakeTests.Start());
        await App.SweepAsync();

        var response = await GetJsonAsync("/api/v1/admin/overview");

        Assert.Equal((4, 2, 1, 1), (Number("total_instances"), Number("active_instances"), Number("runs"), Number("starts")));
        Assert.Equal(30, response.GetProperty("days").GetArrayLength());
        var (wiki, empty) = (response.GetProperty("applications")[0], response.GetProperty("applications")[1]);
        Assert.Equal(
            ("wiki", "Wiki", "1.10.0", 1),
            (Word(wiki, "slug"), Word(wiki, "name"), Word(wiki, "newest_version"),
            wiki.GetProperty("newest_version_instances").GetInt32()));
        Assert.InRange(
            App.Clock.GetUtcNow().AddDays(-1) - wiki.GetProperty("last_seen_at").GetDateTimeOffset(),
            TimeSpan.Zero,
            TimeSpan.FromMinutes(1));
        Assert.Equal(Text(Enumerable.Range(0, 30).Reverse().Select(Active)), Text(wiki.GetProperty("active_over_time")));
        Assert.Equal(("empty", ""), (Word(empty, "slug"), Word(empty, "newest_version")));
        Assert.Equal(Text(Enumerable.Repeat(0, 30)), Text(empty.GetProperty("active_over_time")));

        // The release candidate reported 31 days ago, and counts as active for 30 days.
        int Active(int ago) => (ago is <= 31 and >= 2 ? 1 : 0) + (ago <= 3 ? 1 : 0) + (ago <= 1 ? 1 : 0);
        int Number(string name) => response.GetProperty(name).GetInt32();
        static string? Word(System.Text.Json.JsonElement of, string name) => of.GetProperty(name).GetString();
    }

    [Fact]
    public async Task An_unknown_application_returns_404_and_one_without_snapshots_has_empty_days()
    {
        await App.StoreAsync(new TestInstance().Becomes(InstanceStatus.Active));

        foreach (var history in new[] { "instances-over-time", "versions", "distributions" })
        {
            Assert.Equal("404 Unknown application", await App.ProblemAsync(HttpMethod.Get, $"applications/none/{history}"));
            Assert.Equal("404 Unknown application", await App.ProblemAsync(HttpMethod.Get, $"applications/%01/{history}"));
            Assert.NotEqual("{}", Text(await GetJsonAsync($"{Application}/{history}")));
            if (history != "distributions")
                Assert.Equal($"[\"{Day(0)}\"]", Text((await GetJsonAsync($"{Application}/{history}?period=all")).GetProperty("days")));
        }
    }

    private string Day(int ago) => $"{App.Clock.GetUtcNow().UtcDateTime.AddDays(-ago):yyyy-MM-dd}";

    private static string Text(IEnumerable<int> numbers) => $"[{string.Join(',', numbers)}]";
}
