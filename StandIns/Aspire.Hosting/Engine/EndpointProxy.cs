using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Aspire.Hosting.Engine;

/// <summary>
/// Listens on a service's port on loopback and hands each connection to one of its processes in turn; to the next one where it is refused. It moves bytes
/// and understands none of them. To a process a connection seems to come from the client's own address: all of 127.0.0.0/8 is ours to use.
/// </summary>
internal sealed class EndpointProxy : IDisposable
{
    private const int MostConnections = 10_000;
    private const int Backlog = 512;
    private const int BufferSize = 16 * 1024;

    // ip(7): the port of an outgoing connection is chosen when it connects, and so need not differ from those to other destinations.
    private const int SolIp = 0;
    private const int IpBindAddressNoPort = 24;

    // A process that is gone refuses at once; one that is only slow is worth waiting for.
    private static readonly TimeSpan s_connectWithin = TimeSpan.FromSeconds(10);

    private readonly Func<IReadOnlyList<int>> _targets;
    private readonly SemaphoreSlim _room = new(MostConnections);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<Socket, bool> _open = [];
    private readonly List<Socket> _listeners = [];
    private int _next;

    private EndpointProxy(Func<IReadOnlyList<int>> targets) => _targets = targets;

    /// <summary>Begins to listen.</summary>
    /// <param name="port">The port.</param>
    /// <param name="targets">The ports of those that take connections now.</param>
    /// <exception cref="DistributedApplicationException">The port is in use.</exception>
    public static EndpointProxy Start(int port, Func<IReadOnlyList<int>> targets)
    {
        var proxy = new EndpointProxy(targets);
        foreach (var address in new[] { IPAddress.Loopback, IPAddress.IPv6Loopback })
            proxy.Listen(new IPEndPoint(address, port));
        return proxy;
    }

    public void Dispose()
    {
        _end.Cancel();
        _listeners.ForEach(listener => listener.Dispose());
        foreach (var socket in _open.Keys)
            Reset(socket);
        _end.Dispose();
    }

    private void Listen(IPEndPoint endpoint)
    {
        try
        {
            var listener = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            _listeners.Add(listener);
            listener.Bind(endpoint);
            listener.Listen(Backlog);
            _ = AcceptAsync(listener, _end.Token);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported)
        {
            // A machine without IPv6.
        }
        catch (SocketException e)
        {
            Dispose();
            throw new DistributedApplicationException($"Cannot listen on port {endpoint.Port}: {e.Message}", e);
        }
    }

    private async Task AcceptAsync(Socket listener, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                await _room.WaitAsync(end);
                _ = ServeAsync(await listener.AcceptAsync(end), end);
            }
            catch (SocketException)
            {
                // The client has gone before it was accepted.
                _room.Release();
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(Socket client, CancellationToken end)
    {
        Socket? server = null;
        try
        {
            _open.TryAdd(client, true);
            client.NoDelay = true;
            server = await ConnectAsync(((IPEndPoint)client.RemoteEndPoint!).Address, end);
            if (server is null)
            {
                Reset(client);
                return;
            }

            _open.TryAdd(server, true);
            await Task.WhenAll(PumpAsync(client, server, end), PumpAsync(server, client, end));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One side has broken off, and so has the other.
        }
        finally
        {
            Close(server);
            Close(client);
            _room.Release();
        }
    }

    // Null: nobody takes it, or the proxy ends.
    private async Task<Socket?> ConnectAsync(IPAddress from, CancellationToken end)
    {
        var targets = _targets();
        var first = (uint)Interlocked.Increment(ref _next);
        for (var i = 0; i < targets.Count && !end.IsCancellationRequested; i++)
        {
            var socket = new Socket(from.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                using var within = CancellationTokenSource.CreateLinkedTokenSource(end);
                within.CancelAfter(s_connectWithin);
                socket.SetRawSocketOption(SolIp, IpBindAddressNoPort, BitConverter.GetBytes(1));
                socket.Bind(new IPEndPoint(from, 0));
                await socket.ConnectAsync(
                    new IPEndPoint(from.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Loopback : IPAddress.IPv6Loopback, targets[(int)((first + i) % targets.Count)]),
                    within.Token);
                return socket;
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                // The server may have accepted it meanwhile.
                Reset(socket);
            }
        }

        return null;
    }

    // Until the sender has said that it sends no more; the other way goes on. It does so as well when nobody takes what is sent: a server may
    // have answered, and closed, before it has heard everything.
    private static async Task PumpAsync(Socket from, Socket to, CancellationToken end)
    {
        while (true)
        {
            // A connection that waits holds no buffer.
            await ReceiveAsync(from, to, Memory<byte>.Empty, end);
            var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
            try
            {
                var count = await ReceiveAsync(from, to, buffer, end);
                if (count == 0)
                    break;
                for (var sent = 0; sent < count;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), end);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }

        to.Shutdown(SocketShutdown.Send);
    }

    // Who breaks off breaks off the other side.
    private static async Task<int> ReceiveAsync(Socket from, Socket to, Memory<byte> buffer, CancellationToken end)
    {
        try
        {
            return await from.ReceiveAsync(buffer, end);
        }
        catch
        {
            Reset(to);
            throw;
        }
    }

    private void Close(Socket? socket)
    {
        if (socket is null)
            return;

        _open.TryRemove(socket, out _);
        socket.Dispose();
    }

    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
            socket.Dispose();
        }
        catch (ObjectDisposedException)
        {
            // It has gone already.
        }
    }
}
