using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Telemetry.Tests.Deploy.Cluster;

/// <summary>
/// One process of a service as in its container: with read-only published files, only the variables of the manifest, and the user of the
/// images if the test runs as root.
/// </summary>
public sealed class Pod : IDisposable
{
    /// <summary>The user <c>app</c> of the .NET images.</summary>
    public const int User = 1654;

    // terminationGracePeriodSeconds minus preStop. After it Kubernetes kills the pod.
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(35);

    private static readonly HttpClient s_probe = new(new SocketsHttpHandler
    {
        UseProxy = false,
        PooledConnectionLifetime = TimeSpan.Zero,
    }) { Timeout = TimeSpan.FromSeconds(5) };

    // The path must be absolute, because the environment has no PATH.
    private static readonly string s_dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));

    private readonly ConcurrentQueue<string> _log = new();
    private readonly Process _process;

    private Pod(string name, int port, ProcessStartInfo start)
    {
        (Name, Port) = (name, port);
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => _log.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => _log.Enqueue(line.Data ?? "");
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Name { get; }

    /// <summary>Its port on this machine.</summary>
    public int Port { get; }

    public string Log => string.Join('\n', _log);

    /// <param name="name">The pod's name.</param>
    /// <param name="files">The directory of the published files.</param>
    /// <param name="assembly">The file name of the program.</param>
    /// <param name="variables">Its whole environment.</param>
    public static Pod Start(string name, string files, string assembly, IReadOnlyDictionary<string, string> variables)
    {
        var port = FreePort();
        return new Pod(name, port, Command(files, assembly, [], new Dictionary<string, string>(variables) { ["HTTP_PORTS"] = $"{port}" }));
    }

    /// <summary>Runs the program to the end, for the health command of the image or a failing start.</summary>
    public static Task<Command> RunAsync(
        string files, string assembly, string[] arguments, IReadOnlyDictionary<string, string> variables) =>
        Deploy.Command.RunAsync(Command(files, assembly, arguments, variables));

    /// <summary>Waits until the pod is ready. Its user and capabilities must be those of the manifest.</summary>
    public async Task WaitUntilReadyAsync()
    {
        await Eventually.TrueAsync($"{Name} is ready:\n{Log}", async () =>
        {
            Assert.False(_process.HasExited, $"{Name} ended with {(_process.HasExited ? _process.ExitCode : 0)}:\n{Log}");
            return await IsReadyAsync();
        });
        if (Environment.IsPrivilegedProcess)
            Assert.Equal(((ulong)User, 0UL), (Status("Uid", NumberStyles.Integer), Status("CapEff", NumberStyles.HexNumber)));
    }

    /// <summary>Sends SIGTERM; the process must exit with 0.</summary>
    public async Task StopAsync()
    {
        await Deploy.Command.OutputOfAsync("sh", ["-c", $"kill -TERM {_process.Id}"]);
        using var deadline = new CancellationTokenSource(StopDeadline);
        await _process.WaitForExitAsync(deadline.Token);
        Assert.True(_process.ExitCode == 0, $"{Name} ended with {_process.ExitCode}:\n{Log}");
    }

    /// <summary>Kills the process if it still runs.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    // setpriv executes the program in the same process, so the started process is the service.
    private static ProcessStartInfo Command(
        string files, string assembly, string[] arguments, IReadOnlyDictionary<string, string> variables)
    {
        string[] program = [s_dotnet, Path.Combine(files, assembly), .. arguments];
        if (Environment.IsPrivilegedProcess)
            program = ["/usr/bin/setpriv", $"--reuid={User}", $"--regid={User}", "--clear-groups", "--no-new-privs", "--", .. program];
        var start = new ProcessStartInfo(program[0], program[1..])
        {
            UseShellExecute = false,
            WorkingDirectory = files,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        return start;
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var response = await s_probe.GetAsync(new Uri($"http://127.0.0.1:{Port}/health/ready"));
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    // proc(5)
    private ulong Status(string field, NumberStyles style) => ulong.Parse(
        File.ReadLines($"/proc/{_process.Id}/status").Single(line => line.StartsWith($"{field}:", StringComparison.Ordinal)).Split('\t')[1],
        style,
        CultureInfo.InvariantCulture);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
