using System.Net;
using Telemetry.EndToEnd.Fixtures;
using Telemetry.Tests.Fixtures;

namespace Telemetry.EndToEnd;

/// <summary>The account of accepted and stored reports (docs/rules.md, rule 9), checked with the exported metrics.</summary>
[Collection(SharedPlatform.Collection)]
public sealed class AccountTests(SharedPlatform shared)
{
    private const int Posts = 10_000;

    private static readonly string[] Kinds = ["instance", "snapshot", "run", "start", "refused"];
    private static readonly string[] Services = ["gateway", "ingestion"];

    [Fact]
    public async Task Accepted_and_stored_counts_are_equal_after_10_000_mixed_posts_and_after_restarts()
    {
        await using var posts = await MixedPosts.StartAsync(shared.Platform);
        var before = await SettledAsync(_ => true);

        await posts.SendAsync(Posts);

        var accepted = posts.Responses[HttpStatusCode.Accepted] + posts.Responses[HttpStatusCode.OK];
        var after = await SettledAsync(now => now.AcceptedReports - before.AcceptedReports == accepted
            && now.Requests - before.Requests == Posts);
        Assert.All(
            Kinds,
            kind => Assert.True(after.Of(kind, "accepted") > before.Of(kind, "accepted") || kind == "instance", $"no {kind} was accepted"));
        var unavailable = posts.Responses.GetValueOrDefault(HttpStatusCode.ServiceUnavailable);
        AssertAccount(before, after, unavailable);
        Assert.All(
            new[] { "snapshot", "run", "start" },
            kind => Assert.True(
                after.Of(kind, "duplicate") - before.Of(kind, "duplicate") >= Posts / 100, $"too few duplicates of {kind}"));
        Assert.Equal(Posts - accepted, after.Refused - before.Refused);
        Assert.Equal(Posts, posts.Responses.Values.Sum());

        await shared.Platform.RestartAsync("ingestion");
        await shared.Platform.RestartAsync("aggregation");
        await using var more = await MixedPosts.StartAsync(shared.Platform);
        await more.SendAsync(100);
        var acceptedSince = more.Responses[HttpStatusCode.Accepted] + more.Responses[HttpStatusCode.OK];
        var last = await SettledAsync(now => now.AcceptedReports - after.AcceptedReports == acceptedSince);
        AssertAccount(before, last, unavailable + more.Responses.GetValueOrDefault(HttpStatusCode.ServiceUnavailable));
    }

    // A post that the broker confirms too late is 503 and stored. It counts once, but not as accepted. Only a paused machine is so slow.
    private static void AssertAccount(Figures before, Figures after, int unavailable)
    {
        var unconfirmed = Kinds.Select(kind => after.Unconfirmed(kind) - before.Unconfirmed(kind)).ToList();
        Assert.All(unconfirmed, count => Assert.True(count >= 0, "a report is lost"));
        Assert.True(unconfirmed.Sum() <= unavailable, "a report counted twice, or not as accepted");
    }

    // After two exports a service has exported the counts of all earlier posts. Aggregation reads the account periodically, so the time of
    // the reading is checked too.
    private Task<Figures> SettledAsync(Func<Figures, bool> isExpected)
    {
        var started = DateTime.UtcNow;
        var exports = Services.ToDictionary(service => service, shared.Receiver.Metrics.ExportsOf);
        return Eventually.GetAsync(
            () => Task.FromResult(Read()),
            figures => Services.All(service => shared.Receiver.Metrics.ExportsOf(service) >= exports[service] + 2)
                && figures.ReadAt > started
                && figures.InFlight == 0
                && isExpected(figures)
                && Kinds.All(kind => figures.Unconfirmed(kind) >= 0),
            "the account is equal");
    }

    private Figures Read()
    {
        var metrics = shared.Receiver.Metrics;
        return new(
            Kinds.ToDictionary(
                kind => kind,
                kind => metrics.Read("aggregation", "telemetry.account.reports", "state", Math.Max, ("kind", kind)),
                StringComparer.Ordinal),
            metrics.Read("aggregation", "telemetry.account.in_flight", "", Math.Max).Values.Cast<double?>().SingleOrDefault(),
            DateTime.UnixEpoch.AddSeconds(
                metrics.Read("aggregation", "telemetry.account.read_time", "", Math.Max).Values.SingleOrDefault()),
            new[] { "ingestion", "gateway" }.Sum(service => (long)metrics.Read(
                service, $"telemetry.{service}.refused", "", (one, other) => one + other)
                .GetValueOrDefault("")));
    }

    private sealed record Figures(
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> States, double? InFlight, DateTime ReadAt, long Refused)
    {
        /// <summary>Accepted snapshots, runs and starts. Instances do not count as reports.</summary>
        public double AcceptedReports => Of("snapshot", "accepted") + Of("run", "accepted") + Of("start", "accepted");

        public double Requests => AcceptedReports + Refused;

        /// <summary>
        /// Reports that were stored but not counted as accepted, because other tests kill the broker and Ingestion between storing and
        /// confirming. The test must not change the number. A negative number means a lost report.
        /// </summary>
        public double Unconfirmed(string kind) =>
            Of(kind, "stored") + Of(kind, "duplicate") + Of(kind, "quarantined") - Of(kind, "accepted");

        public double Of(string kind, string state) => States[kind].GetValueOrDefault(state);

        public override string ToString() =>
            string.Join(", ", States.Select(kind => $"{kind.Key}: {string.Join(' ', kind.Value)}"))
            + $"; in flight {InFlight}, read at {ReadAt:O}, refused {Refused}";
    }
}
