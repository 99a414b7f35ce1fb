using Spectre.Console;

namespace Telemetry.Reads;

/// <summary>Asks two platforms, one with a hundred times the data of the other, the same questions in turn.</summary>
internal static class Comparison
{
    private const double MostRatio = 2;
    private const int WarmUp = 10;

    /// <summary>Loads, measures, prints.</summary>
    /// <param name="amount">What the large platform gets.</param>
    /// <param name="rounds">How often each question is asked.</param>
    /// <param name="keep">Both data directories stay.</param>
    /// <param name="log">Gets what the platforms say.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>0; 1 when an answer takes more than twice as long; 2 when there is nothing to compare.</returns>
    public static async Task<int> RunAsync(Amount amount, int rounds, bool keep, TextWriter log, CancellationToken cancellationToken)
    {
        // Platforms write to where the console's output goes at that time.
        var console = Console.Out;
        AnsiConsole.Console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(console) });
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 120);
        Console.SetOut(log);
        try
        {
            AnsiConsole.WriteLine("Starting two platforms");
            await using var small = await Side.StartAsync("small", keep);
            await using var large = await Side.StartAsync("large", keep);
            await small.LoadAsync(amount.Hundredth, cancellationToken);

            // Better now than after the long loading.
            foreach (var question in Question.All)
                await small.AskAsync(question, cancellationToken);
            await large.LoadAsync(amount, cancellationToken);

            var results = await MeasureAsync(small, large, rounds, cancellationToken);
            Print(small, large, results);
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

    private static async Task<List<Result>> MeasureAsync(Side small, Side large, int rounds, CancellationToken cancellationToken)
    {
        var results = Question.All.Select(question => new Times(question.Name)).ToList();

        // Round by round and side by side: what else the machine does falls on all questions and on both sides. The first rounds are for
        // connections, plans and compiled code.
        for (var round = -WarmUp; round < rounds; round++)
        {
            foreach (var (question, times) in Question.All.Zip(results))
            {
                var (smallTime, largeTime) = (await small.AskAsync(question, cancellationToken), await large.AskAsync(question, cancellationToken));
                if (round < 0)
                    continue;
                times.Small.Add(smallTime);
                times.Large.Add(largeTime);
            }
        }

        return [.. results.Select(times => new Result(times.Name, Median(times.Small), Median(times.Large)))];
    }

    private static TimeSpan Median(IEnumerable<TimeSpan> times) => times.Order().ToList() is var sorted ? sorted[sorted.Count / 2] : default;

    private static void Print(Side small, Side large, IReadOnlyList<Result> results)
    {
        var table = new Table().RoundedBorder().AddColumn("Cold GET");
        foreach (var side in new[] { small, large })
        {
            var (runs, snapshots, starts) = side.Loaded;
            table.AddColumn(new TableColumn($"{side.Name}, ms").RightAligned());
            AnsiConsole.WriteLine($"{side.Name}: {runs:N0} runs, {snapshots:N0} snapshots of {side.Instances:N0} instances, {starts:N0} starts");
        }

        table.AddColumn(new TableColumn("ratio").RightAligned());
        foreach (var result in results)
        {
            var color = result.Ratio > MostRatio ? "red" : "default";
            table.AddRow(
                Markup.Escape(result.Name), $"{result.Small.TotalMilliseconds:F1}", $"{result.Large.TotalMilliseconds:F1}", $"[{color}]{result.Ratio:F2}[/]");
        }

        AnsiConsole.Write(table);
        var worst = results.MaxBy(result => result.Ratio)!;
        AnsiConsole.WriteLine($"At most {worst.Ratio:F2} times as long ({worst.Name}); allowed: {MostRatio}.");
    }

    private sealed record Times(string Name)
    {
        public List<TimeSpan> Small { get; } = [];

        public List<TimeSpan> Large { get; } = [];
    }

    private sealed record Result(string Name, TimeSpan Small, TimeSpan Large)
    {
        public double Ratio => Large / Small;
    }
}
