using Spectre.Console;

namespace Telemetry.Bench;

/// <summary>Asks a platform for its pages and, as a page asks for it, for what they are made of, in turn.</summary>
internal sealed class Pages : Measurement
{
    // What is called thirty times is compiled anew, in the background, as fast code.
    private const int WarmUp = 60;

    /// <inheritdoc/>
    public override string Name => "pages";

    /// <inheritdoc/>
    public override string Description => "How much longer pages take than the answers that they are made of.";

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<Ratio>> MeasureAsync(Amount amount, int rounds, bool keep, CancellationToken cancellationToken)
    {
        AnsiConsole.WriteLine("Starting a platform");
        await using var side = await Side.StartAsync("loaded", keep);
        await side.LoadAsync(amount, cancellationToken);

        var all = PageOf.All.Select(page => new Times(page)).ToList();

        // Round by round: what else the machine does falls on pages and answers alike. The first rounds are for connections, plans and compiled code,
        // and no part of it.
        for (var round = -WarmUp; round < rounds; round++)
        {
            foreach (var times in all)
            {
                var answers = TimeSpan.Zero;
                foreach (var step in times.Of.Steps)
                    answers += await side.AskAsync(step, cancellationToken);

                var html = await side.AskAsync([times.Of.Page], cancellationToken);
                if (round < 0)
                    continue;
                times.Pages.Add(html);
                times.Answers.Add(answers);
            }
        }

        var ratios = all.ConvertAll(times => times.ToRatio());
        Print(side);
        Print(ratios, "Page", "its answers", "HTML");
        return ratios;
    }

    private sealed record Times(PageOf Of)
    {
        public List<TimeSpan> Pages { get; } = [];

        public List<TimeSpan> Answers { get; } = [];

        public Ratio ToRatio() => new(Of.Page.Name, Ratio.Median(Answers), Ratio.Median(Pages));
    }
}
