using Spectre.Console;

namespace Telemetry.Bench;

/// <summary>Measures two things in turn on platforms that it starts, and holds one against the other.</summary>
internal abstract class Measurement
{
    /// <summary>The subcommand.</summary>
    public abstract string Name { get; }

    /// <summary>What it finds out.</summary>
    public abstract string Description { get; }

    /// <summary>What is still good: so many times as long as what it is compared with.</summary>
    protected virtual double MostRatio => 2;

    /// <summary>Loads, measures, prints.</summary>
    /// <param name="amount">What the large platform gets.</param>
    /// <param name="rounds">How often everything is asked for.</param>
    /// <param name="keep">The data directories stay.</param>
    /// <param name="log">Gets what the platforms say.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>0; 1 when a ratio is above the one that is allowed; 2 when nothing could be measured.</returns>
    public async Task<int> RunAsync(Amount amount, int rounds, bool keep, TextWriter log, CancellationToken cancellationToken)
    {
        // Platforms write to where the console's output goes at that time.
        var console = Console.Out;
        AnsiConsole.Console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(console) });
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 120);
        Console.SetOut(log);
        try
        {
            var ratios = await MeasureAsync(amount, rounds, keep, cancellationToken);
            var worst = ratios.MaxBy(ratio => ratio.Value)!;
            AnsiConsole.WriteLine($"At most {worst.Value:F2} times as long ({worst.Name}); allowed: {MostRatio}.");
            return worst.Value > MostRatio ? 1 : 0;
        }
        catch (InvalidOperationException e)
        {
            Console.Error.WriteLine(e.Message);
            return 2;
        }
        catch (OperationCanceledException e)
        {
            Console.Error.WriteLine(cancellationToken.IsCancellationRequested ? "Stopped." : e.Message);
            return 2;
        }
    }

    /// <summary>Loads, measures, and prints what was measured.</summary>
    protected abstract Task<IReadOnlyList<Ratio>> MeasureAsync(Amount amount, int rounds, bool keep, CancellationToken cancellationToken);

    /// <summary>Prints what the platforms hold.</summary>
    protected static void Print(params IReadOnlyList<Side> sides)
    {
        foreach (var side in sides)
        {
            var (runs, snapshots, starts) = side.Loaded;
            AnsiConsole.WriteLine($"{side.Name}: {runs:N0} runs, {snapshots:N0} snapshots of {side.Instances:N0} instances, {starts:N0} starts");
        }
    }

    /// <summary>Prints a table.</summary>
    /// <param name="ratios">Its rows.</param>
    /// <param name="name">What a row is.</param>
    /// <param name="reference">What <see cref="Ratio.Reference"/> is.</param>
    /// <param name="measured">What <see cref="Ratio.Measured"/> is.</param>
    protected void Print(IReadOnlyList<Ratio> ratios, string name, string reference, string measured)
    {
        var table = new Table().RoundedBorder().AddColumn(name);
        foreach (var number in new[] { $"{reference}, ms", $"{measured}, ms", "ratio" })
            table.AddColumn(new TableColumn(number).RightAligned());
        foreach (var ratio in ratios)
        {
            var color = ratio.Value > MostRatio ? "red" : "default";
            table.AddRow(
                Markup.Escape(ratio.Name), $"{ratio.Reference.TotalMilliseconds:F1}", $"{ratio.Measured.TotalMilliseconds:F1}", $"[{color}]{ratio.Value:F2}[/]");
        }

        AnsiConsole.Write(table);
    }
}
