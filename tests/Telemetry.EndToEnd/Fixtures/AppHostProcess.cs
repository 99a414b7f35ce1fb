using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Telemetry.Tests.Fixtures;

namespace Telemetry.EndToEnd.Fixtures;

/// <summary>The AppHost as a process, as ./run starts it.</summary>
public sealed class AppHostProcess : IDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    private AppHostProcess(Process process) => _process = process;

    /// <summary>Lines of the standard output and the standard error.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    public int Id => _process.Id;

    /// <summary>Starts it on a free port with settings as environment variables ("NAME=value").</summary>
    public static AppHostProcess Start(string dataDirectory, params string[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Projects.AppHost).Assembly.Location])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            Environment =
            {
                ["DOTNET_ENVIRONMENT"] = "Development",
                ["DATA_DIR"] = dataDirectory,
                ["GATEWAY_PORT"] = $"{FreePort()}",
                ["SERVERS"] = "processes",
            },
        };
        foreach (var setting in settings.Select(setting => setting.Split('=', 2)))
            start.Environment[setting[0]] = setting[1];

        var host = new AppHostProcess(new Process { StartInfo = start });
        host._process.OutputDataReceived += (_, line) => host.Add(line.Data);
        host._process.ErrorDataReceived += (_, line) => host.Add(line.Data);
        host._process.Start();
        host._process.BeginOutputReadLine();
        host._process.BeginErrorReadLine();
        return host;
    }

    /// <summary>Waits for a line with this beginning.</summary>
    public async Task<string> LineAsync(string beginning, TimeSpan deadline) => (await Eventually.GetAsync(
        () => Task.FromResult(_lines.FirstOrDefault(line => line.StartsWith(beginning, StringComparison.Ordinal))),
        line => line is not null || _process.HasExited,
        $"{beginning} in {this}",
        deadline)) ?? throw new InvalidOperationException($"It ended without {beginning}: {this}");

    /// <summary>Waits for the end of the process and returns its exit code.</summary>
    public async Task<int> EndAsync(TimeSpan deadline)
    {
        using var within = new CancellationTokenSource(deadline);
        await _process.WaitForExitAsync(within.Token);
        return _process.ExitCode;
    }

    /// <summary>The ids of its orchestrator and of all processes that the orchestrator started.</summary>
    public IReadOnlyList<int> Children() => ChildProcesses.Below(Id);

    public override string ToString() => string.Join(Environment.NewLine, _lines);

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Add(string? line)
    {
        if (line is not null)
            _lines.Enqueue(line);
    }
}
