using Spectre.Console;
using Telemetry.Fleet;

namespace Telemetry.Bench;

/// <summary>Lets fleets post to two platforms in turn: one tells nobody of itself, the other everything to an OpenTelemetry back end, as it does by default.</summary>
internal sealed class Observation : Measurement
{
    private const int WarmUp = 5;

    /// <inheritdoc/>
    public override string Name => "observation";

    /// <inheritdoc/>
    public override string Description => "How much longer reports take with traces, metrics and logs.";

    /// <inheritdoc/>
    protected override double MostRatio => 1.1;

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<Ratio>> MeasureAsync(Amount amount, int rounds, bool keep, CancellationToken cancellationToken)
    {
        // Each trace is recorded where programs are developed. The AppHost takes over what is set here, and the services from it.
        Environment.SetEnvironmentVariable("DOTNET_ENVIRONMENT", "Production");
        AnsiConsole.WriteLine("Starting two platforms");
        await using var backEnd = await BackEnd.StartAsync();
        await using var off = await Side.StartAsync("off", keep);
        await using var on = await Side.StartAsync("on", keep, $"--OTEL_EXPORTER_OTLP_ENDPOINT={backEnd.Address}", "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf");

        var (offTimes, onTimes) = (new List<TimeSpan>(), new List<TimeSpan>());
        for (var round = -WarmUp; round < rounds; round++)
        {
            var fleet = new FleetOptions { Seed = round + WarmUp + 1, Instances = 40, History = TimeSpan.FromDays(2) };

            // Whoever is first has the machine to itself: in turn.
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

        if (backEnd.Requests == 0)
            throw new InvalidOperationException("Nothing was exported.");
        Print(off, on);
        var ratio = new Ratio("From the first post to the last one's being stored", Ratio.Median(offTimes), Ratio.Median(onTimes));
        Print([ratio], $"{off.Loaded.Snapshots / (rounds + WarmUp):N0} snapshots", off.Name, on.Name);
        AnsiConsole.WriteLine($"{backEnd.Requests:N0} exports of {backEnd.Bytes / 1e6:F1} MB");
        return [ratio];
    }
}
