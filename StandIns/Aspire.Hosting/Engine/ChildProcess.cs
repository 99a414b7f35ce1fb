using System.Diagnostics;

namespace Aspire.Hosting.Engine;

/// <summary>A running program of ours.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    // For the last lines of a process that has ended; a grandchild may hold the output open for ever.
    private static readonly TimeSpan s_lastLines = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly Watchdog _watchdog;
    private readonly CancellationTokenSource _ended = new();
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Task _output = Task.CompletedTask;

    private ChildProcess(Process process, Watchdog watchdog)
    {
        _process = process;
        _watchdog = watchdog;
    }

    /// <summary>Its number, which is also that of its process group.</summary>
    public int Id => _process.Id;

    /// <summary>Its exit code, when it has ended. It does not wait for grandchildren that hold the output open.</summary>
    public Task<int> Exited => _exited.Task;

    /// <summary>Starts it.</summary>
    /// <param name="command">What to start.</param>
    /// <param name="watchdog">Ends it if we cannot.</param>
    /// <param name="line">Gets each line that it writes.</param>
    /// <param name="answer">Gets the lines of its standard output instead; null: it is no different from standard error.</param>
    /// <param name="talk">Writes to its standard input until the token says that it has ended; null: the input is empty.</param>
    public static ChildProcess Start(
        CommandLine command, Watchdog watchdog, Action<string> line, Action<string>? answer = null, Func<Stream, CancellationToken, Task>? talk = null)
    {
        var process = new Process { StartInfo = command.ToStartInfo(), EnableRaisingEvents = true };
        var child = new ChildProcess(process, watchdog);
        process.Exited += (_, _) => child.OnExited();
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new DistributedApplicationException($"Cannot start {command.Program}: {e.Message}", e);
        }

        watchdog.Watch(process.Id);
        child._output = Task.WhenAll(ReadAsync(process.StandardOutput, answer ?? line), ReadAsync(process.StandardError, line));
        if (talk is null)
            process.StandardInput.Close();
        else
            _ = TalkAsync(process.StandardInput, talk, child._ended.Token);
        return child;
    }

    /// <summary>Asks it to end and, after a while, ends it.</summary>
    public async Task StopAsync(int signal, TimeSpan within)
    {
        if (!_exited.Task.IsCompleted)
            Native.Signal(Id, signal);
        await Task.WhenAny(_exited.Task, Task.Delay(within));
        if (!_exited.Task.IsCompleted)
            Native.Signal(-Id, Native.Kill);
        await _exited.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAny(_output, Task.Delay(s_lastLines));
        await _ended.CancelAsync();
        _process.Dispose();
        _ended.Dispose();
    }

    private void OnExited()
    {
        _watchdog.Forget(_process.Id);
        _exited.TrySetResult(_process.ExitCode);
    }

    private static async Task TalkAsync(StreamWriter input, Func<Stream, CancellationToken, Task> talk, CancellationToken ended)
    {
        try
        {
            await talk(input.BaseStream, ended);
        }
        catch (Exception e) when (e is ObjectDisposedException or IOException or OperationCanceledException)
        {
            // It has ended.
        }
    }

    private static async Task ReadAsync(StreamReader reader, Action<string> line)
    {
        try
        {
            while (await reader.ReadLineAsync() is { } text)
                line(text);
        }
        catch (Exception e) when (e is ObjectDisposedException or IOException or InvalidOperationException)
        {
            // The process is disposed of while a grandchild still holds its output.
        }
    }
}
