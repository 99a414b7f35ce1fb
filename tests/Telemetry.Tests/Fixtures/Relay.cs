using System.Collections.Concurrent;
using System.Net.Sockets;

namespace Telemetry.Tests.Fixtures;

/// <summary>
/// A TCP relay on loopback in front of one or several servers. Tests can cut it (old and new connections are reset, as by a crashed server)
/// or freeze it (connections are accepted, but no bytes are transferred, as by a suspended server).
/// </summary>
public sealed class Relay : IAsyncDisposable
{
    private readonly string _host;
    private readonly Func<int> _nextPort;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<Socket, bool> _sockets = [];
    private readonly Task _accepting;

    private volatile bool _isCut;
    private volatile TaskCompletionSource _thaw = new();

    public Relay(string host, int port)
        : this(host, () => port)
    {
    }

    /// <param name="host">The host of the servers.</param>
    /// <param name="nextPort">Returns the port for the next connection.</param>
    public Relay(string host, Func<int> nextPort)
    {
        (_host, _nextPort) = (host, nextPort);
        _thaw.SetResult();
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Resets all connections, and new ones until <see cref="Restore"/>.</summary>
    public void Cut()
    {
        _isCut = true;
        foreach (var socket in _sockets.Keys)
            Reset(socket);
    }

    /// <summary>Holds back all bytes until <see cref="Restore"/>.</summary>
    public void Freeze() => _thaw = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

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
        foreach (var socket in _sockets.Keys)
            Reset(socket);
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
            socket.Close();
        }
        catch (ObjectDisposedException)
        {
            // The socket is already closed.
        }
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var client = await _listener.AcceptSocketAsync(_end.Token);
            _ = RelayAsync(client);
        }
    }

    private async Task RelayAsync(Socket client)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        _sockets.TryAdd(client, true);
        _sockets.TryAdd(server, true);
        try
        {
            await _thaw.Task;
            await server.ConnectAsync(_host, _nextPort(), _end.Token);
            if (_isCut)
                Reset(client);
            else
                await Task.WhenAll(PumpAsync(client, server), PumpAsync(server, client));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // When one side disconnects, the other side is closed too.
        }
        finally
        {
            client.Dispose();
            _sockets.TryRemove(client, out _);
            _sockets.TryRemove(server, out _);
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        try
        {
            var buffer = new byte[64 * 1024];
            while (await from.ReceiveAsync(buffer, _end.Token) is > 0 and var count)
            {
                await _thaw.Task;
                await to.SendAsync(buffer.AsMemory(0, count), _end.Token);
            }

            // The other direction stays open: the response to the last request may still come.
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            Reset(from);
            Reset(to);
        }
    }
}
