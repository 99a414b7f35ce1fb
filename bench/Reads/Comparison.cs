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
        // Connections, plans, compiled code.
        foreach (var question in Enumerable.Repeat(Question.All, WarmUp).SelectMany(questions => questions))
        {
            await small.AskAsync(question, cancellationToken);
            await large.AskAsync(question, cancellationToken);
        }

        var results = new List<Result>();
        foreach (var question in Question.All)
        {
            var times = (Small: new List<TimeSpan>(), Large: new List<TimeSpan>());
            for (var round = 0; round < rounds; round++)
            {
                times.Small.Add(await small.AskAsync(question, cancellationToken));
                times.Large.Add(await large.AskAsync(question, cancellationToken));
            }

            results.Add(new Result(question.Name, Median(times.Small), Median(times.Large)));
        }

        return results;
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

    private sealed record Result(string Name, TimeSpan Small, TimeSpan Large)
    {
        public double Ratio => Large / Small;
    }
}
