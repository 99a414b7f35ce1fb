using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Telemetry.Tests.Ingestion;

[Collection(Servers.Collection)]
public sealed class MetricsTests : IClassFixture<IngestionFixture>, IDisposable
{
    private readonly IngestionFixture _ingestion;
    private readonly ConcurrentDictionary<string, double> _sums = [];
    private readonly MeterListener _listener = new();

    public MetricsTests(IngestionFixture ingestion)
    {
        _ingestion = ingestion;
        var meters = ingestion.App.Services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Telemetry.Ingestion" && instrument.Meter.Scope == meters)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Add(instrument, 1, tags));
        _listener.Start();
    }

    [Fact]
    public async Task Every_report_is_counted_as_accepted_or_refused_for_a_reason()
    {
        var instance = await _ingestion.App.ActivateInstanceAsync();
        await instance.SendSnapshotAsync();
        await instance.SendSnapshotAsync("not JSON");
        await instance.SendSnapshotAsync("{}");
        await instance.PostAsync("/v1/snapshot", [], instance.Id.ToString(), "00");
        await instance.PostAsync("/v1/snapshot", []);
        await instance.PostAsync("/v1/snapshot", new byte[65 * 1024]);
        await _ingestion.App.NewInstance().SendSnapshotAsync();

        Assert.Equal(2, _sums["accepted instance"]);
        Assert.Equal(1, _sums["accepted snapshot"]);
        Assert.Equal(3, _sums["batch.size "]);
        Assert.Equal(3, _sums["publish.duration "]);
        Assert.Equal(3, _sums["queue.wait "]);
        Assert.Equal(5, _sums["verify.duration "]);
        foreach (var reason in new[] { "json", "field", "signature", "headers", "size", "instance" })
            Assert.Equal(1, _sums[$"refused {reason}"]);
    }

    [Fact]
    public async Task Posts_of_scripts_and_containers_are_counted_as_accepted_or_refused()
    {
        await PostAsync("/telemetry", """{"random_id":"a","type":"vm","nsapp":"x","status":"done"}""");
        await PostAsync("/telemetry", "{");
        await PostAsync("/", "{}");
        await PostAsync("/telemetry", new string(' ', 300_000));
        await PostAsync(
            "/collect",
            """{"instance_id":"a","image_version":"1","architecture":"x","container_runtime":"","startup_time_ms":1,"db_type":"p","""
            + "\"telemetry_version\":\"1\"}");
        await PostAsync("/collect", "{");

        Assert.Equal(1, _sums["accepted run"]);
        Assert.Equal(1, _sums["accepted start"]);
        Assert.Equal(3, _sums["accepted refused"]);
        Assert.Equal(2, _sums["refused json"]);
        Assert.Equal(1, _sums["refused field"]);
        Assert.Equal(1, _sums["refused size"]);

        async Task PostAsync(string path, string body)
        {
            using var client = _ingestion.App.CreateClient();
            await client.PostAsync(path, new StringContent(body));
        }
    }

    [Fact]
    public async Task Each_batch_carries_the_accepted_counts_including_its_own_reports()
    {
        await _ingestion.Queue.TakeAsync();
        var instance = await _ingestion.App.ActivateInstanceAsync();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => instance.SendSnapshotAsync()));

        var batches = await _ingestion.Queue.TakeAsync();

        var publisher = Assert.Single(batches.Select(batch => batch.Account!.PublisherId).Distinct());
        Assert.NotEqual(Guid.Empty, publisher);
        var before = batches[0].Account!.Accepted["instance"] - batches[0].Instances.Count;
        for (var i = 0; i < batches.Count; i++)
        {
            var instances = batches.Take(i + 1).Sum(batch => batch.Instances.Count);
            Assert.Equal(before + instances, batches[i].Account!.Accepted["instance"]);
        }

        var snapshotsBefore = batches[0].Account!.Accepted.GetValueOrDefault("snapshot") - batches[0].Snapshots.Count;
        Assert.Equal(50, batches[^1].Account!.Accepted["snapshot"] - snapshotsBefore);
    }

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var tag = tags.IsEmpty ? "" : tags[0].Value;
        _sums.AddOrUpdate($"{instrument.Name["telemetry.ingestion.".Length..]} {tag}", value, (_, sum) => sum + value);
    }
}
