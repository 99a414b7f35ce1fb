using Spectre.Console;

namespace Telemetry.Bench;

/// <summary>Sends the same requests in turn to two platforms, one with a hundred times the data of the other.</summary>
internal sealed class Reads : Measurement
{
    private const int WarmUp = 10;

    public override string Name => "reads";

    public override string Description => "How much longer cold answers take with a hundred times the data.";

    protected override async Task<IReadOnlyList<Ratio>> MeasureAsync(
        DataVolume volume, int rounds, bool keep, CancellationToken cancellationToken)
    {
        AnsiConsole.WriteLine("Starting two platforms");
        await using var small = await BenchPlatform.StartAsync("small", keep);
        await using var large = await BenchPlatform.StartAsync("large", keep);
        await small.LoadAsync(volume.Hundredth, cancellationToken);

        // A failing request fails before the long loading.
        foreach (var request in ReadRequest.All)
            await small.GetAsync(request, cancellationToken);
        await large.LoadAsync(volume, cancellationToken);

        var all = ReadRequest.All.Select(request => new Times(request)).ToList();

        // Round by round, so that other load on the machine affects all requests and both platforms alike. The first rounds are for
        // connections, plans and compiled code.
        for (var round = -WarmUp; round < rounds; round++)
        {
            foreach (var times in all)
            {
                var smallTime = await small.GetAsync(times.Of, cancellationToken);
                var largeTime = await large.GetAsync(times.Of, cancellationToken);
                if (round < 0)
                    continue;
                times.Small.Add(smallTime);
                times.Large.Add(largeTime);
            }
        }

        var ratios = all.ConvertAll(times => times.ToRatio());
        Print(small, large);
        Print(ratios, "Cold GET", small.Name, large.Name);
        return ratios;
    }

    private sealed record Times(ReadRequest Of)
    {
        public List<TimeSpan> Small { get; } = [];

        public List<TimeSpan> Large { get; } = [];

        public Ratio ToRatio() => new(Of.Name, Ratio.Median(Small), Ratio.Median(Large));
    }
}
