using System.Collections.Concurrent;
using System.Diagnostics;
using Telemetry.Tests.Aggregation;

namespace Telemetry.Tests.Notifications;

/// <summary>Notifications as a separate process, so that a test can kill it and set its trusted certificates.</summary>
public sealed class NotificationsProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _log = [];

    /// <param name="database">A connection string.</param>
    /// <param name="rabbitMq">An amqp address.</param>
    /// <param name="settings">Additional environment variables.</param>
    public NotificationsProcess(string database, string rabbitMq, params (string Name, string Value)[] settings)
    {
        _process = new Process
        {
            StartInfo = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "Telemetry.Notifications.dll")])
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
                Environment =
                {
                    ["ConnectionStrings__telemetry"] = database,
                    ["ConnectionStrings__messaging"] = rabbitMq,
                    ["ADMIN_PASSWORD"] = AggregationApp.Password,
                    ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
                },
            },
        };
        foreach (var (name, value) in settings)
            _process.StartInfo.Environment[name] = value;
        _process.OutputDataReceived += (_, line) => _log.Enqueue(line.Data ?? "");
        _process.Start();
        _process.BeginOutputReadLine();
    }

    public string Log => string.Join('\n', _log);

    /// <summary>Sends SIGKILL and waits until the log is complete.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }
}
