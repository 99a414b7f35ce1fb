using System.CommandLine;
using System.Runtime.InteropServices;
using Telemetry.Reads;

var runs = new Option<int>("--runs") { Description = "Runs of scripts on the large platform", DefaultValueFactory = _ => 100_000 };
var snapshots = new Option<int>("--snapshots") { Description = "Snapshots of instances", DefaultValueFactory = _ => 1_000_000 };
var starts = new Option<int>("--starts") { Description = "Starts of containers", DefaultValueFactory = _ => 100_000 };
var rounds = new Option<int>("--rounds") { Description = "How often each question is asked", DefaultValueFactory = _ => 101 };
var keep = new Option<bool>("--keep") { Description = "Keep both data directories" };
var log = new Option<FileInfo>("--log") { Description = "Where to write what the platforms say" };
var command = new RootCommand("Measures how much longer cold answers take with a hundred times the data.") { runs, snapshots, starts, rounds, keep, log };
command.SetAction(async (parsed, cancellationToken) =>
{
    await using var said = parsed.GetValue(log)?.CreateText() ?? TextWriter.Null;
    var amount = new Amount(parsed.GetValue(runs), parsed.GetValue(snapshots), parsed.GetValue(starts));
    return await Comparison.RunAsync(amount, parsed.GetValue(rounds), parsed.GetValue(keep), TextWriter.Synchronized(said), cancellationToken);
});

// Whatever ends it, the platforms stop first; one that is killed is cleaned up by the engine.
using var stopping = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
return await command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null }, stopping.Token);

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stopping.Cancel();
}
