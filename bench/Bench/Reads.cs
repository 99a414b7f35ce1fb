using Spectre.Console;

namespace Telemetry.Bench;

/// <summary>Asks two platforms, one with a hundred times the data of the other, the same questions in turn.</summary>
internal sealed class Reads : Measurement
{
    private const int WarmUp = 10;

    /// <inheritdoc/>
    public override string Name => "reads";

    /// <inheritdoc/>
    public override string Description => "How much longer cold answers take with a hundred times the data.";

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<Ratio>> MeasureAsync(Amount amount, int rounds, bool keep, CancellationToken cancellationToken)
    {
        AnsiConsole.WriteLine("Starting two platforms");
        await using var small = await Side.StartAsync("small", keep);
        await using var large = await Side.StartAsync("large", keep);
        await small.LoadAsync(amount.Hundredth, cancellationToken);

        // Better now than after the long loading.
        foreach (var question in Question.All)
            await small.AskAsync(question, cancellationToken);
        await large.LoadAsync(amount, cancellationToken);

        var all = Question.All.Select(question => new Times(question)).ToList();

        // Round by round and side by side: what else the machine does falls on all questions and on both sides. The first rounds are for
        // connections, plans and compiled code.
        for (var round = -WarmUp; round < rounds; round++)
        {
            foreach (var times in all)
            {
                var (smallTime, largeTime) = (await small.AskAsync(times.Of, cancellationToken), await large.AskAsync(times.Of, cancellationToken));
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

    private sealed record Times(Question Of)
    {
        public List<TimeSpan> Small { get; } = [];

        public List<TimeSpan> Large { get; } = [];

        public Ratio ToRatio() => new(Of.Name, Ratio.Median(Small), Ratio.Median(Large));
    }
}
