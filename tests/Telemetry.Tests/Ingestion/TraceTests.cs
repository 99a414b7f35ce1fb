using System.Collections.Concurrent;
using System.Diagnostics;
using Telemetry.Ingestion;

namespace Telemetry.Tests.Ingestion;

[Collection(Servers.Collection)]
public sealed class TraceTests : IClassFixture<IngestionFixture>, IDisposable
{
    private readonly IngestionFixture _ingestion;
    private readonly ConcurrentQueue<Activity> _activities = [];
    private readonly ActivityListener _listener;

    public TraceTests(IngestionFixture ingestion)
    {
        _ingestion = ingestion;
        // Hosts of other tests have a source with the same name.
        var requests = ingestion.App.Services.GetRequiredService<ActivitySource>();
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source == IngestionMetrics.Source || source == requests,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _activities.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    [Fact]
    public async Task A_report_published_alone_stays_in_the_trace_of_its_request()
    {
        var instance = await _ingestion.App.ActivateInstanceAsync();
        _activities.Clear();

        await instance.SendSnapshotAsync();

        await EndedAsync(requests: 1);
        var publish = Assert.Single(Publishes());
        Assert.Equal((Requests().Single().TraceId, Requests().Single().SpanId), (publish.TraceId, publish.ParentSpanId));
        Assert.Empty(publish.Links);
    }

    [Fact]
    public async Task A_batch_has_its_own_trace_with_a_link_to_each_request()
    {
        var instance = await _ingestion.App.ActivateInstanceAsync();
        _activities.Clear();

        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => instance.SendSnapshotAsync()));

        await EndedAsync(requests: 200);
        var batches = Publishes().Where(publish => publish.Links.Any()).ToList();
        Assert.NotEmpty(batches);
        Assert.All(batches, batch => Assert.Equal(default, batch.ParentSpanId));
        Assert.Empty(batches.Select(batch => batch.TraceId).Intersect(Requests().Select(request => request.TraceId)));
        var linked = batches.SelectMany(batch => batch.Links).Select(link => link.Context.SpanId);
        var alone = Publishes().Except(batches).Select(publish => publish.ParentSpanId);
        Assert.Equal(
            Requests().Select(request => request.SpanId.ToHexString()).Order(),
            linked.Concat(alone).Select(span => span.ToHexString()).Order());
    }

    [Fact]
    public async Task No_span_contains_data_of_the_payload()
    {
        const string Secret = "a-secret-of-this-instance";
        var instance = await _ingestion.App.ActivateInstanceAsync();
        var fields = instance.Snapshot();
        fields["metrics"] = new Dictionary<string, string> { [Secret] = Secret };

        await instance.SendSnapshotAsync(fields);

        await Eventually.TrueAsync("it is published", () => Task.FromResult(Publishes().Any()));
        Assert.DoesNotContain(
            Secret, JsonSerializer.Serialize(_activities.Select(activity => activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"))));
    }

    public void Dispose() => _listener.Dispose();

    // Spans end shortly after the response.
    private Task<TimeSpan> EndedAsync(int requests) =>
        Eventually.TrueAsync("all spans have ended", () => Task.FromResult(
        Requests().Count() == requests && Publishes().Sum(publish => (int)publish.GetTagItem("telemetry.group.size")!) == requests));

    private IEnumerable<Activity> Requests() => _activities.Where(activity => activity.Kind == ActivityKind.Server);

    private IEnumerable<Activity> Publishes() => _activities.Where(activity => activity.OperationName == "publish reports");
}
