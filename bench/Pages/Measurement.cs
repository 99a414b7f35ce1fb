using Spectre.Console;
using Telemetry.Reads;

namespace Telemetry.Pages;

/// <summary>Asks a platform for its pages and for what they are made of, in turn.</summary>
internal static class Measurement
{
    private const double MostRatio = 2;
    // What is called thirty times is compiled anew, in the background, as fast code.
    private const int WarmUp = 60;

    /// <summary>Loads, measures, prints.</summary>
    /// <param name="amount">What the platform gets.</param>
    /// <param name="rounds">How often each page is asked for.</param>
    /// <param name="keep">The data directory stays.</param>
    /// <param name="log">Gets what the platform says.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>0; 1 when a page takes more than twice as long as its answers; 2 when nothing could be measured.</returns>
    public static async Task<int> RunAsync(Amount amount, int rounds, bool keep, TextWriter log, CancellationToken cancellationToken)
    {
        // Platforms write to where the console's output goes at that time.
        var console = Console.Out;
        AnsiConsole.Console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(console) });
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 120);
        Console.SetOut(log);
        try
        {
            AnsiConsole.WriteLine("Starting a platform");
            await using var side = await Side.StartAsync("loaded", keep);
            await side.LoadAsync(amount, cancellationToken);
            var results = await MeasureAsync(side, rounds, cancellationToken);
            Print(side, results);
            return results.Any(result => result.Ratio > MostRatio) ? 1 : 0;
        }
        catch (InvalidOperationException e)
        {
            Console.Error.WriteLine(e.Message);
            return 2;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("Stopped.");
            return 2;
        }
    }

    private static async Task<IReadOnlyList<Result>> MeasureAsync(Side side, int rounds, CancellationToken cancellationToken)
    {
        var times = PageOf.All.Select(page => new Times(page)).ToList();

        // Round by round: what else the machine does falls on pages and answers alike. The first rounds are for connections, plans and compiled code,
        // and no part of it.
        for (var round = -WarmUp; round < rounds; round++)
        {
            foreach (var page in times)
            {
                var steps = new List<TimeSpan[]>();
                foreach (var step in page.Of.Steps)
                {
                    var answers = new List<TimeSpan>();
                    foreach (var question in step)
                        answers.Add(await side.AskAsync(question, cancellationToken));
                    steps.Add([.. answers]);
                }

                var html = await side.AskAsync(page.Of.Page, cancellationToken);
                if (round < 0)
                    continue;
                page.Pages.Add(html);
                page.Answers.Add(steps);
            }
        }

        return [.. times.Select(page => page.ToResult())];
    }

    private static void Print(Side side, IReadOnlyList<Result> results)
    {
        var (runs, snapshots, starts) = side.Loaded;
        AnsiConsole.WriteLine($"{runs:N0} runs, {snapshots:N0} snapshots of {side.Instances:N0} instances, {starts:N0} starts");
        var table = new Table().RoundedBorder().AddColumn("Page").AddColumn(new TableColumn("its answers, ms").RightAligned())
            .AddColumn(new TableColumn("HTML, ms").RightAligned()).AddColumn(new TableColumn("ratio").RightAligned());
        foreach (var result in results)
        {
            var color = result.Ratio > MostRatio ? "red" : "default";
            table.AddRow(Markup.Escape(result.Name), $"{result.Answers.TotalMilliseconds:F1}", $"{result.Page.TotalMilliseconds:F1}", $"[{color}]{result.Ratio:F2}[/]");
        }

        AnsiConsole.Write(table);
        var worst = results.MaxBy(result => result.Ratio)!;
        AnsiConsole.WriteLine($"At most {worst.Ratio:F2} times as long ({worst.Name}); allowed: {MostRatio}. Answers asked for at the same time count as the slowest of them.");
    }

    private static TimeSpan Median(IEnumerable<TimeSpan> times) => times.Order().ToList() is var sorted ? sorted[sorted.Count / 2] : default;

    private sealed record Times(PageOf Of)
    {
        public List<TimeSpan> Pages { get; } = [];

        // By round, step and question.
        public List<IReadOnlyList<TimeSpan[]>> Answers { get; } = [];

        public Result ToResult()
        {
            var answers = Of.Steps.Select((step, i) => step.Select((_, j) => Median(Answers.Select(round => round[i][j]))).Max());
            return new(Of.Page.Name, answers.Aggregate(TimeSpan.Zero, (sum, step) => sum + step), Median(Pages));
        }
    }

    private sealed record Result(string Name, TimeSpan Answers, TimeSpan Page)
    {
        public double Ratio => Page / Answers;
    }
}
