using System.Diagnostics.Metrics;
using Telemetry.Aggregation.Accounts;

namespace Telemetry.Tests.Aggregation;

/// <summary>Rule 9 as it is seen from outside.</summary>
[Collection(Servers.OfAggregation)]
public sealed class AccountTests(RunHost host) : AggregationTest<RunHost>(host)
{
    private readonly Guid _publisher = Guid.NewGuid();

    [Fact]
    public async Task A_batch_that_is_lost_on_the_way_is_missing_until_it_comes_in_whatever_order()
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
    public async Task The_account_of_each_start_of_a_process_is_its_own_and_who_keeps_none_is_believed()
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
    public async Task It_is_one_instrument_with_a_value_for_each_state_and_another_for_what_waits()
    {
        await App.StoreAsync(Batch(accepted: 3, new TestRun().Begins(), new TestRun().Begins()));
        var told = new List<string>();
        using var listener = new MeterListener();
        var factory = App.Services.GetRequiredService<IMeterFactory>();
        listener.InstrumentPublished = (instrument, meter) =>
        {
            if (instrument.Meter.Name == "Telemetry.Account" && instrument.Meter.Scope == factory)
                meter.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            told.Add($"{instrument.Name} {string.Join(' ', tags.ToArray().Select(tag => tag.Value))} {value}"));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => told.Add($"{instrument.Name} {value}"));
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
            told.Order(StringComparer.Ordinal));
    }

    private ReportsAccepted Batch(long accepted, params Report[] reports) => AggregationApp.Batch(reports) with
    {
        Account = new() { PublisherId = _publisher, Accepted = new Dictionary<string, long> { ["run"] = accepted } },
    };

    private Task<Account> ReadAsync() => App.Services.GetRequiredService<AccountReader>().ReadAsync(CancellationToken.None);
}
