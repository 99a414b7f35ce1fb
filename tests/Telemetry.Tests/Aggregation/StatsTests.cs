namespace Telemetry.Tests.Aggregation;

[Collection(Servers.OfAggregation)]
public sealed class StatsTests(UncachedHost host) : AggregationTest<UncachedHost>(host)
{
    [Fact]
    public async Task Without_data_counts_are_zero_and_objects_are_empty() => await ExpectAsync(
        """{"total_instances":0,"active_instances":0,"global_metrics":{},"per_app_counts":{}}""");

    [Fact]
    public async Task Published_snapshots_are_summed_up()
    {
        var (ghost, gitea) = (new TestInstance("Ghost"), new TestInstance("Gitea"));

        await App.PublishAsync(AggregationApp.Batch(
            ghost.Becomes(InstanceStatus.Active),
            gitea.Becomes(InstanceStatus.Active),
            ghost.Sends("""{"users":3,"load":0.1,"os":"linux"}"""),
            gitea.Sends("""{"users":4,"load":0.2}""")));
        await App.SettleAsync(4);

        await EventuallyAsync(
            """{"total_instances":2,"active_instances":2,"global_metrics":{"load":0.3,"users":7},"""
                + "\"per_app_counts\":{\"Ghost\":1,\"Gitea\":1}}");
    }

    [Fact]
    public async Task Only_the_newest_snapshot_counts_in_any_order_of_arrival()
    {
        var instance = new TestInstance();
        await App.StoreAsync(instance.Becomes(InstanceStatus.Active), instance.Sends("""{"users":2}""", TimeSpan.FromHours(1)));

        await App.StoreAsync(instance.Sends("""{"users":1,"posts":1}""", TimeSpan.FromHours(2)));

        await ExpectAsync("""{"total_instances":1,"active_instances":1,"global_metrics":{"users":2},"per_app_counts":{"Ghost":1}}""");
    }

    [Fact]
    public async Task Pending_and_revoked_instances_are_in_the_total_but_not_active()
    {
        var (pending, revoked) = (new TestInstance(), new TestInstance());
        await App.StoreAsync(pending.Becomes(InstanceStatus.Pending), revoked.Becomes(InstanceStatus.Active));
        await App.StoreAsync(revoked.Sends("""{"users":2}"""));

        await App.StoreAsync(revoked.Becomes(InstanceStatus.Revoked));

        await ExpectAsync("""{"total_instances":2,"active_instances":0,"global_metrics":{},"per_app_counts":{"Ghost":2}}""");
    }

    [Fact]
    public async Task A_revoked_instance_that_is_approved_again_counts_as_before()
    {
        var instance = new TestInstance();
        await App.StoreAsync(instance.Becomes(InstanceStatus.Active), instance.Sends("""{"users":2}"""));
        await App.StoreAsync(instance.Becomes(InstanceStatus.Revoked));

        await App.StoreAsync(instance.Becomes(InstanceStatus.Active));

        await ExpectAsync("""{"total_instances":1,"active_instances":1,"global_metrics":{"users":2},"per_app_counts":{"Ghost":1}}""");
    }

    [Fact]
    public async Task An_older_revision_of_an_instance_changes_nothing()
    {
        var instance = new TestInstance();
        var active = instance.Becomes(InstanceStatus.Active);
        var revoked = instance.Becomes(InstanceStatus.Revoked);

        await App.StoreAsync(revoked);
        await App.StoreAsync(active);
        await App.StoreAsync(active, revoked);

        await ExpectAsync("""{"total_instances":1,"active_instances":0,"global_metrics":{},"per_app_counts":{"Ghost":1}}""");
    }

    [Fact]
    public async Task Deleting_an_instance_removes_all_its_data_until_it_registers_again()
    {
        var instance = new TestInstance();
        await App.StoreAsync(instance.Becomes(InstanceStatus.Active), instance.Sends("""{"users":2}"""));

        await App.StoreAsync(instance.Becomes(InstanceStatus.Deleted));
        await App.StoreAsync(instance.Sends("""{"users":3}"""));

        await ExpectAsync("""{"total_instances":0,"active_instances":0,"global_metrics":{},"per_app_counts":{}}""");
        foreach (var table in new[] { "instances", "instance_states", "snapshots", "instance_hours", "instance_days", "instance_versions" })
            Assert.Equal(0, await App.ScalarAsync<long>($"select count(*) from analytics.{table}"));
        Assert.Equal(["snapshot | the instance is deleted | "], await App.RowsAsync("select kind, reason, body from analytics.quarantine"));

        await App.StoreAsync(instance.Becomes(InstanceStatus.Active), instance.Sends("""{"users":4}"""));

        await ExpectAsync("""{"total_instances":1,"active_instances":1,"global_metrics":{"users":4},"per_app_counts":{"Ghost":1}}""");
    }

    [Fact]
    public async Task A_deletion_and_a_new_registration_in_one_batch_keep_only_the_new_data()
    {
        var instance = new TestInstance();
        await App.StoreAsync(instance.Becomes(InstanceStatus.Active), instance.Sends("""{"users":2,"posts":9}"""));

        await App.StoreAsync(
            instance.Becomes(InstanceStatus.Deleted), instance.Becomes(InstanceStatus.Active), instance.Sends("""{"users":5}"""));

        await ExpectAsync("""{"total_instances":1,"active_instances":1,"global_metrics":{"users":5},"per_app_counts":{"Ghost":1}}""");
        Assert.Equal(1, await App.ScalarAsync<long>("select count(*) from analytics.snapshots"));
        Assert.Equal(0, await App.ScalarAsync<long>("select count(*) from analytics.deleted_instances"));
    }

    [Fact]
    public async Task A_snapshot_that_arrives_before_its_registration_counts()
    {
        var instance = new TestInstance();

        await App.StoreAsync(instance.Sends("""{"users":2}"""));
        await ExpectAsync("""{"total_instances":1,"active_instances":1,"global_metrics":{"users":2},"per_app_counts":{"Ghost":1}}""");

        await App.StoreAsync(instance.Becomes(InstanceStatus.Active));
        await ExpectAsync("""{"total_instances":1,"active_instances":1,"global_metrics":{"users":2},"per_app_counts":{"Ghost":1}}""");
    }

    [Fact]
    public async Task An_instance_silent_for_30_days_is_inactive_until_its_next_snapshot()
    {
        var instance = new TestInstance { RegisteredAt = TestInstance.Now.AddDays(-40) };
        await App.StoreAsync(instance.Becomes(InstanceStatus.Active), instance.Sends("""{"users":2}""", TimeSpan.FromDays(29)));
        await ExpectAsync("""{"total_instances":1,"active_instances":1,"global_metrics":{"users":2},"per_app_counts":{"Ghost":1}}""");

        await App.ExecuteAsync("update analytics.instance_states set last_seen_at = now() - interval '30 days'");
        await App.SweepAsync();

        await ExpectAsync("""{"total_instances":1,"active_instances":0,"global_metrics":{},"per_app_counts":{"Ghost":1}}""");

        await App.StoreAsync(instance.Sends("""{"users":3}"""));
        await ExpectAsync("""{"total_instances":1,"active_instances":1,"global_metrics":{"users":3},"per_app_counts":{"Ghost":1}}""");
    }

    [Fact]
    public async Task Sums_are_exact_for_decimals_and_beyond_the_precision_of_a_double()
    {
        var instances = Enumerable.Range(0, 10).Select(_ => new TestInstance()).ToArray();
        await App.StoreAsync([.. instances.Select(instance => instance.Becomes(InstanceStatus.Active))]);

        await App.StoreAsync([.. instances.Select(instance => instance.Sends("""{"tenth":0.1,"big":9007199254740993,"half":1.50}"""))]);

        await ExpectAsync(
            """{"total_instances":10,"active_instances":10,"global_metrics":{"big":90071992547409930,"half":15,"tenth":1},"""
                + "\"per_app_counts\":{\"Ghost\":10}}");
    }

    // The bytes themselves: the response has no white space between tokens.
    private async Task ExpectAsync(string json)
    {
        using var response = await App.SendAsync(HttpMethod.Get, "stats");
        Assert.Equal(json, await response.Content.ReadAsStringAsync());
    }

    private Task<TimeSpan> EventuallyAsync(string json) =>
        Eventually.TrueAsync(json, async () => JsonSerializer.Serialize(await App.GetAsync("stats")) == json);
}
