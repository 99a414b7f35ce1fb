using System.Runtime.InteropServices;
using Telemetry.Screenshots;

if (args is not ["--out", var directory])
{
    Console.Error.WriteLine("Usage: ./screenshots [DIRECTORY]");
    return 2;
}

// The platform stops before the program ends, also after an error or a signal.
using var stopping = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
try
{
    var taken = await Gallery.TakeAsync(directory, stopping.Token);
    Console.WriteLine($"{taken} pictures in {directory}");
    return 0;
}
catch (OperationCanceledException) when (stopping.IsCancellationRequested)
{
    return 143;
}

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stopping.Cancel();
}
