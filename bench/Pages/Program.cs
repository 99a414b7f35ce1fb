using System.CommandLine;
using System.Runtime.InteropServices;
using Telemetry.Pages;
using Telemetry.Reads;

var runs = new Option<int>("--runs") { Description = "Runs of scripts", DefaultValueFactory = _ => 100_000 };
var snapshots = new Option<int>("--snapshots") { Description = "Snapshots of instances", DefaultValueFactory = _ => 1_000_000 };
var starts = new Option<int>("--starts") { Description = "Starts of containers", DefaultValueFactory = _ => 100_000 };
var rounds = new Option<int>("--rounds") { Description = "How often each page is asked for", DefaultValueFactory = _ => 51 };
var keep = new Option<bool>("--keep") { Description = "Keep the data directory" };
var log = new Option<FileInfo>("--log") { Description = "Where to write what the platform says" };
var command = new RootCommand("Measures how much longer pages take than the answers that they are made of.") { runs, snapshots, starts, rounds, keep, log };
command.SetAction(async (parsed, cancellationToken) =>
{
    await using var said = parsed.GetValue(log)?.CreateText() ?? TextWriter.Null;
    var amount = new Amount(parsed.GetValue(runs), parsed.GetValue(snapshots), parsed.GetValue(starts));
    return await Measurement.RunAsync(amount, parsed.GetValue(rounds), parsed.GetValue(keep), TextWriter.Synchronized(said), cancellationToken);
});

// Whatever ends it, the platform stops first; one that is killed is cleaned up by the engine.
using var stopping = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
return await command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null }, stopping.Token);

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stopping.Cancel();
}
