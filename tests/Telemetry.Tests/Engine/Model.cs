using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Engine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Telemetry.Tests.Engine;

/// <summary>A model of this test's own, run by the engine, and what a test can see and do from outside.</summary>
internal sealed class Model(params string[] args) : IAsyncDisposable
{
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromMinutes(2));
    private readonly List<TcpListener> _listeners = [];
    private DistributedApplication? _app;

    private Orchestrator Orchestrator => _app!.Services.GetServices<IHostedService>().OfType<Orchestrator>().Single();

    // Several services bring an appsettings.json into the tests' directory; which one is there must not matter.
    public IDistributedApplicationBuilder Builder { get; } = DistributedApplication.CreateBuilder(["--Logging:LogLevel:Default=Information", .. args]);

    /// <summary>A program that does nothing until it is told to end.</summary>
    public IResourceBuilder<ExecutableResource> AddSleeper(string name) => Builder.AddExecutable(name, "sleep", "/", "1000");

    public async Task StartAsync()
    {
        _app = Builder.Build();
        await _app.StartAsync(_deadline.Token);
    }

    public Task HealthyAsync(string name) => WaitAsync(name, e => e.Snapshot.HealthStatus == HealthStatus.Healthy);

    public Task<ResourceEvent> WaitAsync(string name, Func<ResourceEvent, bool> predicate) =>
        _app!.ResourceNotifications.WaitForResourceAsync(name, predicate, _deadline.Token);

    public int ProcessOf(string name) => FindProcessOf(name) ?? throw new InvalidOperationException($"{name} does not run.");

    public int? FindProcessOf(string name) => Orchestrator.ProcessId(name);

    public DashboardSettings Dashboard => _app!.Services.GetRequiredService<DashboardSettings>();

    public int? DashboardProcess => Orchestrator.DashboardProcessId;

    /// <summary>Ends the resource's process as the kernel would for want of memory, and waits until the engine has it healthy again.</summary>
    public async Task KillAndAwaitRecoveryAsync(string name)
    {
        var killed = ProcessOf(name);
        Process.GetProcessById(killed).Kill();
        await WaitAsync(name, e => e.Snapshot.HealthStatus == HealthStatus.Healthy && Orchestrator.ProcessId(name) is { } now && now != killed);
    }

    /// <summary>Answers every request on the port with 200, as the program behind it would.</summary>
    public void AnswerOn(int port)
    {
        foreach (var address in new[] { IPAddress.Loopback, IPAddress.IPv6Loopback }.Where(a => a.AddressFamily == AddressFamily.InterNetwork || Socket.OSSupportsIPv6))
        {
            var listener = new TcpListener(address, port);
            listener.Start();
            _listeners.Add(listener);
            _ = AnswerAsync(listener);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
        _listeners.ForEach(l => l.Stop());
        _deadline.Dispose();
    }

    private async Task AnswerAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(_deadline.Token);
                var stream = client.GetStream();
                _ = await stream.ReadAsync(new byte[4096], _deadline.Token);
                await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), _deadline.Token);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException or IOException)
        {
            // The test has ended.
        }
    }
}
