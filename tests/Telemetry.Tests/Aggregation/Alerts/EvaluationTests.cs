using System.Globalization;
using Telemetry.Aggregation.Alerts;
using Telemetry.Aggregation.Alerts.Outbox;

namespace Telemetry.Tests.Aggregation.Alerts;

/// <summary>Evaluates the rules on stored reports while the clock advances.</summary>
[Collection(Servers.OfReads)]
public sealed class EvaluationTests(AlertsHost host) : AlertsTest<AlertsHost>(host)
{
    [Fact]
    public async Task A_failing_script_opens_one_incident_that_worsens_once_and_ends_once()
    {
        await RunAsync("docker", 5, 4);
        await EvaluateAsync();
        Assert.Equal("", await StepsAsync());

        await RunAsync("docker", 1, 0);
        await EvaluateAsync(3);
        Assert.Equal("opened docker", await StepsAsync());
        var opened = Assert.Single((await OutboxAsync()).SelectMany(message => message.Steps), step => step.Rule == "script_failure_rate");
        Assert.Equal(
            ("40.0 % of 10 finished runs failed in the last 24 hours (threshold 20 %).", 40.0, 20.0),
            (opened.Reason, opened.Value, opened.Threshold));

        // It gets worse within the cooldown.
        await RunAsync("docker", 0, 2);
        await EvaluateAsync(3);
        Assert.Equal("opened docker", await StepsAsync());

        // A new process reads the state from the database.
        await using var restarted = await Host.StartAnotherAsync();
        restarted.Clock.Advance(Now - restarted.Clock.GetUtcNow() + TimeSpan.FromMinutes(60));
        Assert.True(await restarted.Services.GetRequiredService<AlertEvaluation>().EvaluateAsync(CancellationToken.None));
        Assert.Equal("opened docker, worsened docker", await StepsAsync());
        restarted.Errors.AssertNone();

        // 24 hours later the runs are outside the window.
        await PassAsync(TimeSpan.FromHours(22));
        Assert.Equal("opened docker, worsened docker", await StepsAsync());
        await PassAsync(TimeSpan.FromHours(2));
        Assert.Equal("opened docker, worsened docker, ended docker", await StepsAsync());
        Assert.Single((await OutboxAsync()).SelectMany(message => message.Steps).Where(
            step => step.Rule == "script_failure_rate").Select(step => step.IncidentId).Distinct());
        Assert.Equal(0, await App.ScalarAsync<long>("select count(*) from analytics.incidents where ended_at is null"));
    }

    [Fact]
    public async Task Runs_of_the_last_24_hours_are_evaluated_and_compared_with_the_week_before()
    {
        await RunAsync("docker", 8, 2, TimeSpan.FromHours(23));
        await RunAsync("twice", 8, 2);
        await RunAsync("twice", 19, 1, TimeSpan.FromDays(1));
        await RunAsync("twice", 0, 50, TimeSpan.FromDays(8));
        await SetAsync("script_failure_rate", new { thresholds = new { percent = 19 } });
        await EvaluateAsync();
        Assert.Equal("opened docker, opened twice", await SortedAsync("script_failure_rate"));
        Assert.Equal("opened twice", await StepsAsync("script_failing_twice"));
        Assert.Equal("", await StepsAsync("failure_rate"));

        App.Clock.Advance(TimeSpan.FromMinutes(27));
        await EvaluateAsync();
        Assert.Equal("opened docker, opened twice", await SortedAsync("script_failure_rate"));
        // The next hour.
        App.Clock.Advance(TimeSpan.FromMinutes(2));
        await EvaluateAsync(2);
        Assert.Equal("ended docker, opened docker, opened twice", await SortedAsync("script_failure_rate"));
    }

    [Fact]
    public async Task Only_one_of_several_concurrent_evaluations_runs()
    {
        await using var other = await Host.StartAnotherAsync();
        await RunAsync("docker", 0, 10);
        for (var round = 0; round < 10; round++)
        {
            App.Clock.Advance(EvaluationPeriod);
            other.Clock.Advance(Now - other.Clock.GetUtcNow());

            var turns = await Task.WhenAll(new[] { App, other, App, other }.Select(
                app => Task.Run(() => app.Services.GetRequiredService<AlertEvaluation>().EvaluateAsync(CancellationToken.None))));

            Assert.Single(turns, true);
        }

        Assert.Equal("opened docker", await StepsAsync());
        other.Errors.AssertNone();
    }

    [Fact]
    public async Task Incidents_of_300_scripts_are_sent_as_one_message_with_the_worst_first()
    {
        await App.StoreAsync(
        [
            .. from script in Enumerable.Range(0, 300)
               from run in Enumerable.Range(0, 10)
               select new TestRun($"script {script:000}", Now).Posts(run < 3 + (script % 7) ? "failed" : "success"),
        ]);

        await EvaluateAsync(2);

        var message = Assert.Single(await OutboxAsync());
        Assert.Equal("failure_rate", message.Steps[0].Rule);
        var scripts = message.Steps.Skip(1).ToList();
        Assert.Equal(300, scripts.Count);
        Assert.Equal(scripts.OrderByDescending(step => step.Value).Select(step => step.Value), scripts.Select(step => step.Value));
        Assert.Equal(Now - EvaluationPeriod, message.At, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Silence_and_falling_instances_open_incidents_per_application()
    {
        var (silent, falling) = (new TestInstance("Wiki"), Enumerable.Range(0, 10).Select(_ => new TestInstance("Blog")).ToList());
        await App.StoreAsync(
            [silent.Becomes(InstanceStatus.Active), .. falling.Select(instance => instance.Becomes(InstanceStatus.Active))]);
        for (var ago = 23; ago >= 0; ago--)
            await App.StoreAsync([At(silent, -ago), .. falling.Select(instance => At(instance, -ago))]);
        await EvaluateAsync();

        // Six of the ten instances of Blog keep reporting; Wiki is silent.
        for (var hour = 1; hour <= 26; hour++)
        {
            await PassAsync(TimeSpan.FromHours(1));
            await App.StoreAsync([.. falling.Take(6).Select(instance => At(instance, 0))]);
            if (hour == 2)
                Assert.Equal("", await StepsAsync("silence"));
        }

        await EvaluateAsync();
        Assert.StartsWith(
            "opened wiki, worsened wiki, worsened wiki, worsened wiki", await StepsAsync("silence"), StringComparison.Ordinal);
        Assert.Equal("opened blog", await StepsAsync("instances_falling"));
        Assert.Equal("""{"blog":1,"wiki":1}""", (await App.GetAsync("incidents?limit=1")).GetProperty("open_by_app").GetRawText());
        Assert.Equal("blog | 6 active instances now and 10 a day ago: 40.0 % fewer (threshold 30 %).", Assert.Single(
            await App.RowsAsync("select app, reason from analytics.incidents where rule = 'instances_falling'")));

        await App.StoreAsync(At(silent, 0));
        await EvaluateAsync(2);
        Assert.EndsWith("ended wiki", await StepsAsync("silence"), StringComparison.Ordinal);

        // A day later the count equals that of the day before.
        for (var hour = 0; hour <= 25; hour++)
        {
            await App.StoreAsync([At(silent, 0), .. falling.Take(6).Select(instance => At(instance, 0))]);
            await PassAsync(TimeSpan.FromHours(1));
        }

        Assert.Equal("opened blog, ended blog", await StepsAsync("instances_falling"));

        // The silence of an application ends when it has no instances left.
        await PassAsync(TimeSpan.FromHours(4));
        Assert.Equal(
            ["Blog", "Wiki"], await App.RowsAsync("select subject from analytics.incidents where rule = 'silence' and ended_at is null"));
        await App.StoreAsync(silent.Becomes(InstanceStatus.Deleted));
        await EvaluateAsync(2);
        Assert.Equal(["Blog"], await App.RowsAsync("select subject from analytics.incidents where rule = 'silence' and ended_at is null"));
    }

    [Fact]
    public async Task A_platform_outage_does_not_count_as_silence()
    {
        var instance = new TestInstance("Wiki");
        await App.StoreAsync([instance.Becomes(InstanceStatus.Active), .. Enumerable.Range(0, 24).Select(hour => At(instance, -hour))]);
        await EvaluateAsync();

        App.Clock.Advance(TimeSpan.FromHours(12));
        await EvaluateAsync();
        await PassAsync(TimeSpan.FromHours(2.7));
        Assert.Equal("", await StepsAsync("silence"));

        await PassAsync(TimeSpan.FromHours(0.4));
        Assert.Equal("opened wiki", await StepsAsync("silence"));
    }

    [Fact]
    public async Task Disabling_a_rule_ends_its_incidents()
    {
        await RunAsync("docker", 0, 10);
        await EvaluateAsync();

        await SetAsync("script_failure_rate", new { enabled = false });
        await EvaluateAsync();
        await SetAsync("script_failure_rate", new { enabled = true, thresholds = new { minimum_runs = 11 } });
        await EvaluateAsync(2);

        Assert.Equal("opened docker, ended docker", await StepsAsync());
        Assert.Equal("opened ", await StepsAsync("failure_rate"));
    }

    [Fact]
    public async Task Alerts_raised_during_a_broker_outage_are_delivered_after_it_with_unchanged_ids()
    {
        var broker = new Uri(Servers.RabbitMq);
        await using var relay = new Relay(broker.Host, broker.Port);
        await using var app = await Host.StartAnotherAsync(new UriBuilder(broker) { Port = relay.Port }.ToString());
        var outbox = app.Services.GetRequiredService<AlertOutbox>();
        await RunAsync("docker", 0, 10);

        relay.Cut();
        await EvaluateAsync();
        await Assert.ThrowsAsync<AlertNotSentException>(() => outbox.SendAsync(CancellationToken.None));
        relay.Freeze();
        relay.Restore();
        await SetAsync("script_failure_rate", new { enabled = false });
        await EvaluateAsync();
        var waiting = await OutboxAsync();
        Assert.Equal(2, waiting.Count);

        await Eventually.TrueAsync("the broker takes them", async () =>
        {
            try
            {
                await outbox.SendAsync(CancellationToken.None);
                return true;
            }
            catch (AlertNotSentException)
            {
                return false;
            }
        });

        Assert.Empty(await OutboxAsync());
        var arrived = await TakeAsync();
        Assert.All(arrived, message => Assert.Equal(nameof(IncidentsChanged), message.Type));
        // A message may be sent twice when the connection breaks.
        Assert.Equal(
            waiting.Select(message => message.Id), arrived.Select(message => message.Message.GetProperty("id").GetGuid()).Distinct());
        Assert.Equal("script_failure_rate", arrived[^1].Message.GetProperty("steps")[0].GetProperty("rule").GetString());
    }

    [Fact]
    public async Task The_weekly_digest_is_sent_once_per_week_if_it_is_enabled()
    {
        // Runs of this Wednesday, of a week before and of two weeks before.
        await RunAsync("docker", 8, 2);
        await RunAsync("immich", 20, 1);
        await RunAsync("docker", 3, 1, TimeSpan.FromDays(7));
        await RunAsync("docker", 50, 1, TimeSpan.FromDays(14));
        var instances = Enumerable.Range(0, 3).Select(_ => new TestInstance("Wiki", "1.0")).ToList();
        await App.StoreAsync([.. instances.Select(
            instance => instance.Becomes(InstanceStatus.Active)), .. instances.Select(instance => At(instance, -16 * 24))]);
        var wednesday = Now;
        App.Clock.Advance(TimeSpan.FromDays(4)); // Sunday
        await App.StoreAsync([instances[0].Upgrades(version: "2.0"), At(instances[0], 0), At(instances[1], 0)]);
        App.Clock.Advance(TimeSpan.FromHours(18.4)); // Monday 06:54
        await EvaluateAsync();
        App.Clock.Advance(TimeSpan.FromMinutes(10));
        await EvaluateAsync();
        Assert.Equal(0, await App.ScalarAsync<long>("select count(*) from analytics.alert_outbox where kind = 'digest'"));

        // The digest is off by default. Enabled within a day after it was due, it is still sent.
        await SetAsync("weekly_digest", new { enabled = true });
        App.Clock.Advance(TimeSpan.FromHours(20));
        await EvaluateAsync(3);

        await App.Services.GetRequiredService<AlertOutbox>().SendAsync(CancellationToken.None);
        var (_, week) = Assert.Single(await TakeAsync(), message => message.Type == nameof(WeekSummed));
        var monday = DateOnly.FromDateTime(wednesday.UtcDateTime).AddDays(-2);
        Assert.Equal(monday.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), week.GetProperty("from").GetString());
        Assert.Equal(
            """{"total":31,"succeeded":28,"failed":3,"aborted":0}""",
            week.GetProperty("runs").ToString().ReplaceLineEndings("").Replace(" ", ""));
        Assert.Equal(
            """{"total":4,"succeeded":3,"failed":1,"aborted":0}""",
            week.GetProperty("runsBefore").ToString().ReplaceLineEndings("").Replace(" ", ""));
        Assert.Equal((0, 0), (week.GetProperty("starts").GetInt32(), week.GetProperty("startsBefore").GetInt32()));
        Assert.Equal((2, 0), (week.GetProperty("activeInstances").GetInt32(), week.GetProperty("activeInstancesBefore").GetInt32()));
        Assert.Equal(["immich", "docker"], week.GetProperty("topScripts").EnumerateArray().Select(
            script => script.GetProperty("script").GetString()));
        Assert.Equal(["docker", "immich"], week.GetProperty("worstScripts").EnumerateArray().Select(
            script => script.GetProperty("script").GetString()));
        var adopted = Assert.Single(week.GetProperty("newVersions").EnumerateArray());
        Assert.Equal(("Wiki", "2.0"), (adopted.GetProperty("application").GetString(), adopted.GetProperty("version").GetString()));
        Assert.Equal((1, 3), (adopted.GetProperty("instances").GetInt32(), adopted.GetProperty("ofInstances").GetInt32()));

        // The next week gives another message.
        App.Clock.Advance(TimeSpan.FromDays(6.5));
        await EvaluateAsync(2);
        Assert.Equal(1, await App.ScalarAsync<long>("select count(*) from analytics.alert_outbox where kind = 'digest'"));
    }

    private async Task<string> SortedAsync(string rule) =>
        string.Join(", ", (await StepsAsync(rule)).Split(", ").Order(StringComparer.Ordinal));

    private SnapshotReceived At(TestInstance instance, double hours) =>
        instance.Sends("""{"users":1}""") with { Timestamp = Now.AddHours(hours) };
}
