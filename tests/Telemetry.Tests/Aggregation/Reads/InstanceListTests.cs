using System.Net.Http.Json;

namespace Telemetry.Tests.Aggregation.Reads;

/// <summary>Sorted and paged lists of instances, and the timeline of one.</summary>
[Collection(Servers.OfReads)]
public sealed class InstanceListTests(ReadsHost host) : ReadsTest<ReadsHost>(host)
{
    [Theory]
    [InlineData("")]
    [InlineData("sort=last_seen")]
    [InlineData("sort=version")]
    [InlineData("sort=-version")]
    [InlineData("sort=status")]
    [InlineData("sort=-environment")]
    [InlineData("sort=deployment_mode")]
    [InlineData("sort=metric&metric=users")]
    [InlineData("sort=-metric&metric=users")]
    [InlineData("sort=-metric")]
    public async Task Consecutive_pages_give_the_whole_list(string order)
    {
        await StoreAsync();
        var whole = await PageAsync($"limit=100&{order}");

        var pages = new List<string>();
        var after = "";
        for (var page = await PageAsync($"limit=4&{order}"); ; page = await PageAsync($"limit=4&{order}&after={after}"))
        {
            pages.AddRange(page.Ids);
            if ((after = page.Next) is null)
                break;
        }

        Assert.Equal(23, whole.Ids.Count);
        Assert.Null(whole.Next);
        Assert.Equal(whole.Ids, pages);
    }

    [Fact]
    public async Task Instances_are_sorted_by_the_requested_value()
    {
        await StoreAsync();

        Assert.Equal([null, null, "9", "8.5", "8", "7.5"], (await ValuesAsync("sort=metric&metric=users")).Reverse().Take(6));
        Assert.Equal(["9", "8.5", "8", "7.5"], (await ValuesAsync("sort=-metric&metric=users")).Take(4));
        Assert.Equal(await ValuesAsync("sort=-last_seen"), await ValuesAsync(""));
    }

    [Fact]
    public async Task Pages_by_cursor_do_not_shift_when_instances_are_added()
    {
        await StoreAsync();
        var first = await PageAsync("limit=10");
        var second = await PageAsync($"limit=10&after={first.Next}");
        var newcomer = new TestInstance();
        await App.StoreAsync(newcomer.Becomes(InstanceStatus.Active), newcomer.Sends("{}"));

        Assert.Equal(second.Ids, (await PageAsync($"limit=10&after={first.Next}")).Ids);
        Assert.NotEqual(second.Ids, (await PageAsync("limit=10&offset=10")).Ids);
    }

    [Fact]
    public async Task A_cursor_of_another_order_is_refused()
    {
        await StoreAsync();
        var page = await PageAsync("limit=4&sort=version");

        var response = await GetAsync($"/api/v1/admin/instances?sort=-version&after={page.Next}");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task A_timeline_lists_all_events_of_an_instance()
    {
        // Noon, so that the activation is on the day of the registration.
        var registered = new DateTimeOffset(App.Clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero).AddDays(-90).AddHours(12);
        var instance = new TestInstance(version: "1.0") { RegisteredAt = registered };
        var pending = instance.Becomes(InstanceStatus.Pending) with { ReceivedAt = registered };
        var active = instance.Becomes(InstanceStatus.Active) with { ReceivedAt = registered.AddHours(1) };
        var upgraded = instance.Upgrades(version: "1.1") with { ReceivedAt = registered.AddDays(5) };
        var revoked = instance.Becomes(InstanceStatus.Revoked) with { ReceivedAt = registered.AddDays(50) };
        var approved = instance.Becomes(InstanceStatus.Active) with { ReceivedAt = registered.AddDays(51) };
        await App.StoreAsync(approved, revoked, upgraded, active, pending);
        // Gaps: to day 16 none, before day 24 quiet for a day, before day 60 gone, and gone after day 60.
        foreach (var (day, version) in new[]
        {
            (0, "1.0"), (1, "1.0"), (2, "1.0"), (4, "1.0"), (5, "1.1"), (9, "1.1"), (16, "1.1"), (24, "1.1"), (60, "1.2"),
        })
            await App.StoreAsync(instance.Sends("{}") with { Timestamp = registered.AddDays(day), Version = version });

        var events = (await GetJsonAsync($"/api/v1/admin/instances/{instance.Id}/timeline")).EnumerateArray().Select(Describe).Reverse();

        Assert.Equal(
            [
                "first_seen 0:00 -> 1.0", "registered 0", "activated 0", "upgraded 5:00 1.0 -> 1.1", "quiet 23:00", "returned 24:00",
                "quiet 31:00", "revoked 50",
                "approved 51", "gone 54:00", "returned 60:00", "upgraded 60:00 1.1 -> 1.2", "quiet 67:00", "gone 90:00",
            ],
            events);

        string Describe(JsonElement one)
        {
            var at = one.GetProperty("at").GetDateTimeOffset();
            var day = (at.UtcDateTime.Date - registered.UtcDateTime.Date).Days;
            var versions = one.TryGetProperty("to", out var to)
                ? $" {(one.TryGetProperty("from", out var from) ? $"{from.GetString()} " : "")}-> {to.GetString()}"
                : "";
            return $"{one.GetProperty("event").GetString()} {day}{(one.GetProperty("is_day").GetBoolean() ? ":00" : "")}{versions}";
        }
    }

    private async Task StoreAsync()
    {
        // Some instances have equal values, so that the id decides, and two lack the metric.
        var instances = Enumerable.Range(0, 23).Select(number => new TestInstance(version: $"1.{number % 3}")).ToArray();
        await App.StoreAsync([.. instances.Select((instance, number) => instance.Becomes(number % 5 == 0
            ? InstanceStatus.Revoked
            : InstanceStatus.Active) with
        {
            Environment = number % 2 == 0 ? "production" : "",
            DeploymentMode = $"mode {number % 4}",
        })]);
        await App.StoreAsync([.. instances.Select((instance, number) =>
            instance.Sends(
                number > 20 ? """{"users":"many"}""" : $$"""{"users":{{number % 19 / 2}}{{(number % 2 == 0 ? "" : ".50")}}}""",
                TimeSpan.FromMinutes(number / 2)))]);
    }

    private async Task<(IReadOnlyList<string> Ids, string? Next)> PageAsync(string query)
    {
        var response = await GetAsync($"/api/v1/admin/instances?{query}");
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        var ids = (await response.Content.ReadFromJsonAsync<JsonElement>()).EnumerateArray()
            .Select(instance => instance.GetProperty("instance_id").GetString()!);
        return ([.. ids], response.Headers.TryGetValues("X-Next", out var next) ? next.Single() : null);
    }

    private async Task<IReadOnlyList<string?>> ValuesAsync(string query) =>
        [.. (await GetJsonAsync($"/api/v1/admin/instances?{query}")).EnumerateArray().Select(instance =>
            instance.GetProperty("metrics").GetProperty("users") is { ValueKind: JsonValueKind.Number } number
                ? Text(number).TrimEnd('0').TrimEnd('.')
                : null)];
}
