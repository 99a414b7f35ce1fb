using Spectre.Console;
using Telemetry.Fleet.Simulation;

namespace Telemetry.Bench;

/// <summary>Fleets post to two platforms in turn: one exports no telemetry, the other exports it with the defaults.</summary>
internal sealed class Observation : Measurement
{
    private const int WarmUp = 5;

    public override string Name => "observation";

    public override string Description => "How much longer reports take with traces, metrics and logs.";

    protected override double MaxRatio => 1.1;

    protected override async Task<IReadOnlyList<Ratio>> MeasureAsync(
        DataVolume volume, int rounds, bool keep, CancellationToken cancellationToken)
    {
        // In Development every trace is recorded. The AppHost inherits the variable, and the services inherit it from the AppHost.
        Environment.SetEnvironmentVariable("DOTNET_ENVIRONMENT", "Production");
        AnsiConsole.WriteLine("Starting two platforms");
        await using var sink = await OtlpSink.StartAsync();
        await using var off = await BenchPlatform.StartAsync("off", keep);
        await using var on = await BenchPlatform.StartAsync(
            "on", keep, $"--OTEL_EXPORTER_OTLP_ENDPOINT={sink.Address}", "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf");

        var (offTimes, onTimes) = (new List<TimeSpan>(), new List<TimeSpan>());
        for (var round = -WarmUp; round < rounds; round++)
        {
            var fleet = new FleetOptions { Seed = round + WarmUp + 1, Instances = 40, History = TimeSpan.FromDays(2) };

            // The first one has the machine to itself: the order alternates.
            TimeSpan offTime, onTime;
            if (round % 2 == 0)
                (offTime, onTime) = (await off.StoreAsync(fleet, cancellationToken), await on.StoreAsync(fleet, cancellationToken));
            else
                (onTime, offTime) = (await on.StoreAsync(fleet, cancellationToken), await off.StoreAsync(fleet, cancellationToken));
            if (round < 0)
                continue;
            offTimes.Add(offTime);
            onTimes.Add(onTime);
        }

        if (sink.Requests == 0)
            throw new InvalidOperationException("Nothing was exported.");
        Print(off, on);
        var ratio = new Ratio("From the first post to the last one's being stored", Ratio.Median(offTimes), Ratio.Median(onTimes));
        Print([ratio], $"{off.Loaded.Snapshots / (rounds + WarmUp):N0} snapshots", off.Name, on.Name);
        AnsiConsole.WriteLine($"{sink.Requests:N0} exports of {sink.Bytes / 1e6:F1} MB");
        return [ratio];
    }
}
