using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Telemetry.Tests.Fixtures;

/// <summary>
/// A TCP relay on loopback in front of a server, which tests can cut (connections are reset, new ones as well) or freeze (connections stay
/// and are accepted, but nothing moves), as a crashed or a stopped server would.
/// </summary>
public sealed class Relay : IAsyncDisposable
{
    private readonly string _host;
    private readonly int _port;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<TcpClient, bool> _clients = [];
    private readonly Task _accepting;

    private volatile bool _isCut;
    private volatile TaskCompletionSource _thaw = new();

    /// <summary>Begins to relay to the server.</summary>
    public Relay(string host, int port)
    {
        (_host, _port) = (host, port);
        _thaw.SetResult();
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The relay's own port.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Resets every connection, and new ones until <see cref="Restore"/>.</summary>
    public void Cut()
    {
        _isCut = true;
        foreach (var client in _clients.Keys)
            Reset(client);
    }

    /// <summary>Moves nothing any more until <see cref="Restore"/>; then what was sent meanwhile arrives.</summary>
    public void Freeze() => _thaw = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Works again.</summary>
    public void Restore()
    {
        _isCut = false;
        _thaw.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        _thaw.TrySetResult();
        foreach (var client in _clients.Keys)
            Reset(client);
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private static void Reset(TcpClient client)
    {
        client.LingerState = new LingerOption(enable: true, seconds: 0);
        client.Close();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync(_end.Token);
            _clients.TryAdd(client, true);
            if (_isCut)
                Reset(client);
            else
                _ = RelayAsync(client);
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using var server = new TcpClient();
        try
        {
            await _thaw.Task;
            await server.ConnectAsync(_host, _port, _end.Token);
            _clients.TryAdd(server, true);
            await Task.WhenAny(PumpAsync(client.GetStream(), server.GetStream()), PumpAsync(server.GetStream(), client.GetStream()));
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // One side went: so does the other.
        }
        finally
        {
            client.Close();
            _clients.TryRemove(client, out _);
            _clients.TryRemove(server, out _);
        }
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReadAsync(buffer, _end.Token) is > 0 and var count)
        {
            await _thaw.Task;
            await to.WriteAsync(buffer.AsMemory(0, count), _end.Token);
        }
    }
}
