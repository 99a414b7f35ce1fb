using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Telemetry.Tests.Fixtures;

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
        Assert.Equal(5, _sums["verify.duration "]);
        foreach (var reason in new[] { "json", "field", "signature", "headers", "size", "instance" })
            Assert.Equal(1, _sums[$"refused {reason}"]);
    }

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var tag = tags.IsEmpty ? "" : tags[0].Value;
        _sums.AddOrUpdate($"{instrument.Name["telemetry.ingestion.".Length..]} {tag}", value, (_, sum) => sum + value);
    }
}
