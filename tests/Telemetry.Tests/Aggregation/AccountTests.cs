using System.Diagnostics.Metrics;
using Telemetry.Aggregation.Accounts;

namespace Telemetry.Tests.Aggregation;

/// <summary>The account of accepted and stored reports (docs/rules.md, rule 9).</summary>
[Collection(Servers.OfAggregation)]
public sealed class AccountTests(RunHost host) : AggregationTest<RunHost>(host)
{
    private readonly Guid _publisher = Guid.NewGuid();

    [Fact]
    public async Task A_lost_batch_is_missing_from_the_account_until_it_arrives_in_any_order()
    {
        var twice = new TestRun().Begins();
        var first = Batch(accepted: 2, twice, new TestRun().Begins());
        var lost = Batch(accepted: 3, new TestRun().Begins());
        var last = Batch(accepted: 4, twice);

        await App.StoreAsync(last);
        await App.StoreAsync(first);
        await App.StoreAsync(first);
        var without = await ReadAsync();
        await App.StoreAsync(lost);

        Assert.Equal([new("run", Accepted: 4, Stored: 2, Duplicates: 1, Quarantined: 0)], without.Kinds);
        Assert.Equal([new("run", Accepted: 4, Stored: 3, Duplicates: 1, Quarantined: 0)], (await ReadAsync()).Kinds);
    }

    [Fact]
    public async Task Accounts_of_publishers_are_added_and_batches_without_an_account_count_as_accepted()
    {
        await App.StoreAsync(Batch(accepted: 1, new TestRun().Begins()));
        await App.StoreAsync(Batch(accepted: 1, new TestRun().Begins()) with
        {
            Account = new() { PublisherId = Guid.NewGuid(), Accepted = new Dictionary<string, long> { ["run"] = 1, ["start"] = 7 } },
        });
        await App.StoreAsync(RefusedTests.Refused("{"));
        await App.StoreAsync(new TestRun().Begins());

        Assert.Equal([new("refused", 1, 0, 0, 1), new("run", 3, 3, 0, 0), new("start", 7, 0, 0, 0)], (await ReadAsync()).Kinds);
    }

    [Fact]
    public async Task The_account_is_exported_as_reports_per_state_in_flight_and_read_time()
    {
        await App.StoreAsync(Batch(accepted: 3, new TestRun().Begins(), new TestRun().Begins()));
        var measured = new List<string>();
        using var listener = new MeterListener();
        var factory = App.Services.GetRequiredService<IMeterFactory>();
        listener.InstrumentPublished = (instrument, meter) =>
        {
            if (instrument.Meter.Name == "Telemetry.Account" && instrument.Meter.Scope == factory)
                meter.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            measured.Add($"{instrument.Name} {string.Join(' ', tags.ToArray().Select(tag => tag.Value))} {value}"));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => measured.Add($"{instrument.Name} {value}"));
        listener.Start();

        var account = await ReadAsync() with { ReadAt = DateTimeOffset.FromUnixTimeMilliseconds(1_500) };
        App.Services.GetRequiredService<AccountMetrics>().Update(account);
        listener.RecordObservableInstruments();

        Assert.Equal(
            [
                "telemetry.account.in_flight  0", "telemetry.account.read_time 1.5", "telemetry.account.reports run accepted 3",
                "telemetry.account.reports run duplicate 0", "telemetry.account.reports run quarantined 0",
                "telemetry.account.reports run stored 2",
            ],
            measured.Order(StringComparer.Ordinal));
    }

    private ReportsAccepted Batch(long accepted, params Report[] reports) => AggregationApp.Batch(reports) with
    {
        Account = new() { PublisherId = _publisher, Accepted = new Dictionary<string, long> { ["run"] = accepted } },
    };

    private Task<Account> ReadAsync() => App.Services.GetRequiredService<AccountReader>().ReadAsync(CancellationToken.None);
}
