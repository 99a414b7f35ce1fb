using System.Diagnostics;

namespace Telemetry.Tests.Deploy;

/// <summary>The result of a program.</summary>
/// <param name="ExitCode">0 is success.</param>
/// <param name="Output">The standard output.</param>
/// <param name="Errors">The standard error.</param>
public sealed record Command(int ExitCode, string Output, string Errors)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    /// <summary>Runs a program with variables in addition to those of this process; null removes a variable.</summary>
    public static Task<Command> RunAsync(
        string program,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string?>? variables = null,
        string input = "",
        string? directory = null)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = directory ?? "" };
        foreach (var (name, value) in variables ?? new Dictionary<string, string?>())
            start.Environment[name] = value;
        return RunAsync(start, input);
    }

    public static async Task<Command> RunAsync(ProcessStartInfo start, string input = "")
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var deadline = new CancellationTokenSource(Deadline);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
        var errors = process.StandardError.ReadToEndAsync(deadline.Token);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(deadline.Token);
        return new(process.ExitCode, await output, await errors);
    }

    /// <summary>Runs a program that must succeed, and returns its output.</summary>
    public static async Task<string> OutputOfAsync(
        string program,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string?>? variables = null,
        string input = "",
        string? directory = null)
    {
        var command = await RunAsync(program, arguments, variables, input, directory);
        Assert.True(command.ExitCode == 0, $"{program} ended with {command.ExitCode}: {command.Errors}{command.Output}");
        return command.Output;
    }
}
