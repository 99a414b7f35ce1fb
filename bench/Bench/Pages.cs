using Spectre.Console;

namespace Telemetry.Bench;

/// <summary>Requests pages and, in turn, the responses of the read API that they are made of.</summary>
internal sealed class Pages : Measurement
{
    // A method is recompiled with optimizations after thirty calls, in the background.
    private const int WarmUp = 60;

    public override string Name => "pages";

    public override string Description => "How much longer pages take than the responses that they are made of.";

    protected override async Task<IReadOnlyList<Ratio>> MeasureAsync(
        DataVolume volume, int rounds, bool keep, CancellationToken cancellationToken)
    {
        AnsiConsole.WriteLine("Starting a platform");
        await using var platform = await BenchPlatform.StartAsync("loaded", keep);
        await platform.LoadAsync(volume, cancellationToken);

        var all = PageRequests.All.Select(page => new Times(page)).ToList();

        // Round by round, so that other load on the machine affects pages and responses alike. The first rounds are for connections, plans
        // and compiled code.
        for (var round = -WarmUp; round < rounds; round++)
        {
            foreach (var times in all)
            {
                var responses = TimeSpan.Zero;
                foreach (var step in times.Of.Steps)
                    responses += await platform.GetAsync(step, cancellationToken);

                var html = await platform.GetAsync([times.Of.Page], cancellationToken);
                if (round < 0)
                    continue;
                times.Pages.Add(html);
                times.Responses.Add(responses);
            }
        }

        var ratios = all.ConvertAll(times => times.ToRatio());
        Print(platform);
        Print(ratios, "Page", "its responses", "HTML");
        return ratios;
    }

    private sealed record Times(PageRequests Of)
    {
        public List<TimeSpan> Pages { get; } = [];

        public List<TimeSpan> Responses { get; } = [];

        public Ratio ToRatio() => new(Of.Page.Name, Ratio.Median(Responses), Ratio.Median(Pages));
    }
}
