using System.Xml.Linq;
using Telemetry.Aggregation.Cache;
using Telemetry.ServiceDefaults.Redis;

namespace Telemetry.Tests.Aggregation;

/// <summary>Badges over HTTP, without a password.</summary>
[Collection(Servers.OfReads)]
public sealed class BadgeTests(RelayedHost host) : AggregationTest<RelayedHost>(host)
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public async Task The_instances_badge_counts_active_instances_seen_within_30_days()
    {
        await App.StoreAsync([.. Enumerable.Range(0, 5).Select(_ => new TestInstance().Becomes(InstanceStatus.Active))]);
        await App.StoreAsync(
            new TestInstance().Becomes(InstanceStatus.Pending),
            new TestInstance().Becomes(InstanceStatus.Revoked),
            new TestInstance("Gitea").Becomes(InstanceStatus.Active),
            new TestInstance { RegisteredAt = TestInstance.Now.AddDays(-40) }.Becomes(InstanceStatus.Active));
        await App.SweepAsync();

        Assert.Equal(("instances", "5", "#F59E0B"), await GetBadgeAsync("ghost/instances"));
        Assert.Equal(("instances", "1", "#EF4444"), await GetBadgeAsync("gitea/instances"));
    }

    [Fact]
    public async Task A_badge_changes_after_its_cached_response_is_invalidated()
    {
        await App.StoreAsync([.. Enumerable.Range(0, 9).Select(_ => new TestInstance().Becomes(InstanceStatus.Active))]);
        Assert.Equal(("instances", "9", "#F59E0B"), await GetBadgeAsync("ghost/instances"));

        await App.StoreAsync(new TestInstance().Becomes(InstanceStatus.Active));
        await InvalidateAsync();

        Assert.Equal(("instances", "10", "#00D084"), await GetBadgeAsync("ghost/instances"));
    }

    [Fact]
    public async Task The_version_badge_shows_the_most_used_version()
    {
        await App.StoreAsync(
            new TestInstance(version: "").Becomes(InstanceStatus.Active),
            new TestInstance(version: "").Becomes(InstanceStatus.Active),
            new TestInstance("Gitea", version: "").Becomes(InstanceStatus.Active));
        Assert.Equal(("version", "no data", "#8B5CF6"), await GetBadgeAsync("gitea/version"));

        await App.StoreAsync(
            new TestInstance(version: "2.0").Becomes(InstanceStatus.Active),
            new TestInstance(version: "1.0").Becomes(InstanceStatus.Active),
            new TestInstance(version: "1.0").Becomes(InstanceStatus.Active),
            new TestInstance(version: "3.0").Becomes(InstanceStatus.Revoked));
        await InvalidateAsync();

        Assert.Equal(("version", "1.0", "#8B5CF6"), await GetBadgeAsync("ghost/version"));
    }

    [Fact]
    public async Task The_metric_badge_sums_the_newest_snapshots_and_combined_adds_the_instances()
    {
        var (one, other) = (new TestInstance(), new TestInstance());
        await App.StoreAsync(
            one.Becomes(InstanceStatus.Active),
            other.Becomes(InstanceStatus.Active),
            one.Sends("""{"users_count":99,"members":1}""", TimeSpan.FromHours(2)));
        await App.StoreAsync(
            one.Sends("""{"users_count":1200,"ratio":0.25,"huge":1.7e308}"""),
            other.Sends("""{"users_count":300.5,"huge":1.7e308}"""));

        Assert.Equal(("users_count", "1.5k", "#00D084"), await GetBadgeAsync("ghost/metric/users_count"));
        Assert.Equal(("ratio", "0.3", "#F59E0B"), await GetBadgeAsync("ghost/metric/ratio"));
        Assert.Equal(("huge", "∞", "#00D084"), await GetBadgeAsync("ghost/metric/huge"));
        Assert.Equal(("adoption", "1.5k / 2", "#6366F1"), await GetBadgeAsync("ghost/combined"));
        Assert.Equal(("adoption", "0.3 / 2", "#6366F1"), await GetBadgeAsync("ghost/combined?metric=ratio"));
        Assert.Equal(("members", "0", "#6B7280"), await GetBadgeAsync("ghost/metric/members"));
    }

    [Fact]
    public async Task The_query_sets_label_and_colour_and_an_invalid_colour_is_ignored()
    {
        await App.StoreAsync(new TestInstance().Becomes(InstanceStatus.Active));

        Assert.Equal(("<b>in use</b>", "1", "#abc"), await GetBadgeAsync("ghost/instances?label=%3Cb%3Ein+use%3C/b%3E&color=abc"));
        Assert.Equal(("instances", "1", "#00D084"), await GetBadgeAsync("ghost/instances?label=&color=%2300D084"));
        Assert.Equal(("instances", "1", "#EF4444"), await GetBadgeAsync("ghost/instances?color=%22/%3E%3Cscript%3E"));
    }

    [Fact]
    public async Task An_unknown_application_or_metric_returns_an_error_badge()
    {
        await App.StoreAsync(new TestInstance().Becomes(InstanceStatus.Active));

        foreach (var path in new[]
        {
            "unknown/instances", "unknown/version", "unknown/metric/users", "unknown/combined", "unknown/instances?label=mine&color=0f0",
            "ghost/metric/unknown", "ghost/metric/%3Cscript%3E", "ghost/metric/%01", "ghost/metric/%ED%A0%80",
            "ghost/combined?metric=unknown", "ghost/combined?metric=%00", "GHOST/instances", "ghost:version/instances",
            "%3Cscript%3E/version", "%0d%0aX-Evil:1/instances", "..%2f..%2fetc/instances", "'%20or%201=1--/instances",
            "%F0%9F%98%80/instances",
        })
            Assert.Equal((path, ("error", "not found", "#EF4444")), (path, await GetBadgeAsync(path)));
        Assert.Equal("error", (await GetBadgeAsync($"{new string('a', 5000)}/instances")).Label);
        Assert.Equal("error", (await GetBadgeAsync($"ghost/metric/{new string('a', 5000)}")).Label);
    }

    [Fact]
    public async Task Hostile_versions_and_metric_names_are_shown_as_text()
    {
        const string Name = "<script>alert('1')</script>&\"";
        var instance = new TestInstance(version: Name);
        await App.StoreAsync(instance.Becomes(InstanceStatus.Active), instance.Sends("""{"<i>&\"\u0027":5}"""));

        Assert.Equal(("version", Name, "#8B5CF6"), await GetBadgeAsync("ghost/version"));
        Assert.Equal(("<i>&\"'", "5", "#F59E0B"), await GetBadgeAsync("ghost/metric/%3Ci%3E%26%22'"));
    }

    [Fact]
    public async Task Badges_of_unknown_applications_and_metrics_are_not_cached()
    {
        await App.StoreAsync(new TestInstance().Becomes(InstanceStatus.Active));
        await Eventually.TrueAsync("cached", async () =>
        {
            await GetBadgeAsync("ghost/instances");
            return await IsCachedAsync("badge:ghost:instances");
        });

        await GetBadgeAsync("unknown/instances");
        await GetBadgeAsync("ghost/metric/unknown");

        Assert.False(await IsCachedAsync("badge:unknown:instances"));
        Assert.False(await IsCachedAsync("badge:ghost:metric:unknown"));
    }

    [Fact]
    public async Task An_unavailable_or_frozen_database_returns_an_error_badge()
    {
        await App.StoreAsync(new TestInstance().Becomes(InstanceStatus.Active));

        Host.Postgres.Cut();
        Assert.Equal(("error", "unavailable", "#EF4444"), await GetBadgeAsync("ghost/version"));

        Host.Postgres.Restore();
        Host.Postgres.Freeze();
        Assert.Equal(("error", "unavailable", "#EF4444"), await GetBadgeAsync("ghost/combined"));
        Host.Postgres.Restore();
    }

    [Fact]
    public async Task A_HEAD_request_returns_the_headers_of_a_badge()
    {
        using var client = App.CreateClient();

        var response = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/badge/unknown/instances"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("image/svg+xml;charset=utf-8", response.Content.Headers.NonValidated["Content-Type"].ToString());
    }

    // The consumer does this after each commit.
    private async Task InvalidateAsync()
    {
        await App.Services.GetRequiredService<DataStamp>().InvalidateAsync();
        App.Clock.Advance(TimeSpan.FromSeconds(2));
    }

    private async Task<bool> IsCachedAsync(string key)
    {
        var (answered, isCached) = await App.Services.GetRequiredService<RedisLink>()
            .TryAsync(database => database.KeyExistsAsync($"analytics:response:{key}"));
        return answered && isCached;
    }

    // Also checks the headers that all badges share.
    private async Task<(string Label, string Value, string? Color)> GetBadgeAsync(string path)
    {
        using var client = App.CreateClient();
        var response = await client.GetAsync($"/badge/{path}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("image/svg+xml;charset=utf-8", response.Content.Headers.NonValidated["Content-Type"].ToString());
        Assert.Equal("public, max-age=300", response.Headers.CacheControl?.ToString());

        var svg = XDocument.Parse(await response.Content.ReadAsStringAsync()).Root!;
        var texts = svg.Descendants(Svg + "text").Select(text => text.Value).ToArray();
        return (texts[0], texts[2], svg.Elements(Svg + "g").First().Elements(Svg + "rect").ElementAt(1).Attribute("fill")?.Value);
    }
}
