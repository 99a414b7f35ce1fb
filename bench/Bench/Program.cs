using System.CommandLine;
using System.Runtime.InteropServices;
using Telemetry.Bench;

var runs = new Option<int>("--runs")
{
    Description = "Runs of scripts on the large platform",
    DefaultValueFactory = _ => 100_000,
    Recursive = true,
};
var snapshots = new Option<int>("--snapshots")
{
    Description = "Snapshots of instances",
    DefaultValueFactory = _ => 1_000_000,
    Recursive = true,
};
var starts = new Option<int>("--starts") { Description = "Starts of containers", DefaultValueFactory = _ => 100_000, Recursive = true };
var rounds = new Option<int>("--rounds")
{
    Description = "How often everything is asked for",
    DefaultValueFactory = _ => 101,
    Recursive = true,
};
var keep = new Option<bool>("--keep") { Description = "Keep the data directories", Recursive = true };
var log = new Option<FileInfo>("--log") { Description = "Where to write what the platforms say", Recursive = true };
var command = new RootCommand("Compares what the platform takes for one thing with what it takes for another, in one run.")
{
    runs, snapshots, starts, rounds, keep, log,
};
foreach (Measurement measurement in new Measurement[] { new Reads(), new Pages(), new Observation() })
{
    var subcommand = new Command(measurement.Name, measurement.Description);
    subcommand.SetAction(async (parsed, cancellationToken) =>
    {
        await using var output = parsed.GetValue(log)?.CreateText() ?? TextWriter.Null;
        var volume = new DataVolume(parsed.GetValue(runs), parsed.GetValue(snapshots), parsed.GetValue(starts));
        return await measurement.RunAsync(
            volume, parsed.GetValue(rounds), parsed.GetValue(keep), TextWriter.Synchronized(output), cancellationToken);
    });
    command.Add(subcommand);
}

// At SIGINT and SIGTERM the platforms stop first; those of a killed process are cleaned up by the engine.
using var stopping = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
return await command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null }, stopping.Token);

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stopping.Cancel();
}
