using System.Collections.Concurrent;
using System.Net.Sockets;

namespace Telemetry.Tests.Fixtures;

/// <summary>
/// A TCP relay on loopback in front of a server, or of several in turn, which tests can cut (connections are reset, new ones as well) or
/// freeze (connections stay and are accepted, but nothing moves), as a crashed or a stopped server would.
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

    /// <summary>Begins to relay.</summary>
    /// <param name="host">Of the servers.</param>
    /// <param name="nextPort">The port that the next connection goes to.</param>
    public Relay(string host, Func<int> nextPort)
    {
        (_host, _nextPort) = (host, nextPort);
        _thaw.SetResult();
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Resets every connection, and new ones until <see cref="Restore"/>.</summary>
    public void Cut()
    {
        _isCut = true;
        foreach (var socket in _sockets.Keys)
            Reset(socket);
    }

    /// <summary>Holds all bytes until <see cref="Restore"/>, and then passes them on.</summary>
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
            // It is closed already.
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
            // When one side breaks off, the other one is closed as well.
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
