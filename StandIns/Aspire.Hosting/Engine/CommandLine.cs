using System.Diagnostics;

namespace Aspire.Hosting.Engine;

/// <summary>A program to start.</summary>
/// <param name="Program">Its path, or its name if it is in PATH.</param>
/// <param name="Args">Its arguments.</param>
/// <param name="Directory">Where it starts.</param>
internal sealed record CommandLine(string Program, IReadOnlyList<string> Args, string Directory)
{
    /// <summary>Variables beside those of <see cref="ChildEnvironment"/>.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The user that it runs as; null: ours.</summary>
    public ServerUser? User { get; init; }

    /// <summary>A .NET program, by its assembly: its own executable if there is one.</summary>
    public static CommandLine OfAssembly(string assembly, IReadOnlyList<string> args, string directory)
    {
        var executable = Path.ChangeExtension(assembly, null);
        return File.Exists(executable) ? new(executable, args, directory) : new("dotnet", [assembly, .. args], directory);
    }

    /// <summary>How .NET starts it: in a session of its own, so that Ctrl-C at the terminal reaches the AppHost alone, which stops in order.</summary>
    public ProcessStartInfo ToStartInfo()
    {
        string[] words = ["setsid", .. User?.Prefix ?? [], Program, .. Args];
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            WorkingDirectory = Directory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in ChildEnvironment.Inherited.Concat(Environment))
            start.Environment[name] = value;
        return start;
    }

    /// <summary>Runs it to its end.</summary>
    /// <exception cref="DistributedApplicationException">It failed; the message ends with what it wrote.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var process = Process.Start(ToStartInfo())!;
        try
        {
            process.StandardInput.Close();
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode != 0)
                throw new DistributedApplicationException($"{Path.GetFileName(Program)} failed ({process.ExitCode}): {await output}{await error}".Trim());
        }
        catch (OperationCanceledException)
        {
            Native.Signal(-process.Id, Native.Kill);
            throw;
        }
    }
}
