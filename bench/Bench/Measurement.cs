using Spectre.Console;

namespace Telemetry.Bench;

/// <summary>Measures two durations in turn on platforms that it starts, and compares them.</summary>
internal abstract class Measurement
{
    /// <summary>The subcommand.</summary>
    public abstract string Name { get; }

    public abstract string Description { get; }

    protected virtual double MaxRatio => 2;

    /// <summary>
    /// The exit code is 0, 1 for a ratio above <see cref="MaxRatio"/>, or 2 if nothing could be measured. The volume is that of the large
    /// platform, rounds the number of measurements of each duration, and keep preserves the data directories.
    /// </summary>
    public async Task<int> RunAsync(DataVolume volume, int rounds, bool keep, TextWriter log, CancellationToken cancellationToken)
    {
        // Platforms write to Console.Out.
        var console = Console.Out;
        AnsiConsole.Console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(console) });
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 120);
        Console.SetOut(log);
        try
        {
            var ratios = await MeasureAsync(volume, rounds, keep, cancellationToken);
            var worst = ratios.MaxBy(ratio => ratio.Value)!;
            AnsiConsole.WriteLine($"At most {worst.Value:F2} times as long ({worst.Name}); allowed: {MaxRatio}.");
            return worst.Value > MaxRatio ? 1 : 0;
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

    protected abstract Task<IReadOnlyList<Ratio>> MeasureAsync(
        DataVolume volume, int rounds, bool keep, CancellationToken cancellationToken);

    protected static void Print(params IReadOnlyList<BenchPlatform> platforms)
    {
        foreach (var platform in platforms)
        {
            var (runs, snapshots, starts) = platform.Loaded;
            AnsiConsole.WriteLine(
                $"{platform.Name}: {runs:N0} runs, {snapshots:N0} snapshots of {platform.Instances:N0} instances, {starts:N0} starts");
        }
    }

    /// <summary>Name, reference and measured are the headings of the columns.</summary>
    protected void Print(IReadOnlyList<Ratio> ratios, string name, string reference, string measured)
    {
        var table = new Table().RoundedBorder().AddColumn(name);
        foreach (var number in new[] { $"{reference}, ms", $"{measured}, ms", "ratio" })
            table.AddColumn(new TableColumn(number).RightAligned());
        foreach (var ratio in ratios)
        {
            var color = ratio.Value > MaxRatio ? "red" : "default";
            table.AddRow(
                Markup.Escape(ratio.Name),
                $"{ratio.Reference.TotalMilliseconds:F1}",
                $"{ratio.Measured.TotalMilliseconds:F1}",
                $"[{color}]{ratio.Value:F2}[/]");
        }

        AnsiConsole.Write(table);
    }
}
