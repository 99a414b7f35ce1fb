using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.Sockets;

namespace Telemetry.Tests.Fixtures;

/// <summary>A relay in front of a broker that records queue.declare and basic.qos.</summary>
public sealed class AmqpRecorder : IAsyncDisposable
{
    // AMQP 0-9-1, section 2.3.5: a frame has type, channel and size before its payload, and one byte after it.
    private const int HeaderLength = 7;
    private const int MethodFrame = 1;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;
    private readonly Uri _broker;

    public AmqpRecorder(string broker)
    {
        _broker = new Uri(broker);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The address of the broker through the relay.</summary>
    public string Address =>
        new UriBuilder(_broker) { Host = "127.0.0.1", Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.Uri.ToString();

    /// <summary>Queues of each queue.declare that is not passive.</summary>
    public ConcurrentQueue<DeclaredQueue> Queues { get; } = [];

    /// <summary>The global flag of each basic.qos: true applies the prefetch to the whole channel.</summary>
    public ConcurrentQueue<bool> GlobalPrefetchFlags { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
            _ = RelayAsync(await _listener.AcceptTcpClientAsync(_end.Token));
    }

    private async Task RelayAsync(TcpClient client)
    {
        using var server = new TcpClient();
        try
        {
            await server.ConnectAsync(_broker.Host, _broker.Port, _end.Token);
            await (await Task.WhenAny(
                RecordAsync(client.GetStream(), server.GetStream()), server.GetStream().CopyToAsync(client.GetStream(), _end.Token)));
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
        {
            // When one side disconnects, the other side is closed too.
        }
        finally
        {
            client.Dispose();
        }
    }

    private async Task RecordAsync(NetworkStream client, NetworkStream server)
    {
        var frame = new byte[8];
        await client.ReadExactlyAsync(frame, _end.Token);
        await server.WriteAsync(frame, _end.Token);
        while (true)
        {
            var header = new byte[HeaderLength];
            await client.ReadExactlyAsync(header, _end.Token);
            var rest = new byte[BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(3)) + 1];
            await client.ReadExactlyAsync(rest, _end.Token);
            if (header[0] == MethodFrame)
                Record(new Reader(rest));
            await server.WriteAsync((byte[])[.. header, .. rest], _end.Token);
        }
    }

    private void Record(Reader method)
    {
        switch (method.Short(), method.Short())
        {
            case (50, 10):
                method.Short();
                var (name, bits) = (method.ShortText(), method.Byte());
                if ((bits & 1) == 0)
                    Queues.Enqueue(new(name, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0, method.Table()));
                break;
            case (60, 10):
                method.Skip(6);
                GlobalPrefetchFlags.Enqueue(method.Byte() != 0);
                break;
        }
    }

    private sealed class Reader(byte[] bytes)
    {
        private int _at;

        public void Skip(int count) => _at += count;

        public byte Byte() => bytes[_at++];

        public int Short() => (Byte() << 8) | Byte();

        public string ShortText() => Text(Byte());

        public Dictionary<string, object> Table()
        {
            var table = new Dictionary<string, object>(StringComparer.Ordinal);
            for (var end = (int)Number(4) + _at; _at < end;)
                table[ShortText()] = Field();
            return table;
        }

        private object Field() => (char)Byte() switch
        {
            't' => Byte() != 0,
            'I' => Number(4),
            'l' => Number(8),
            'S' => Text((int)Number(4)),
            var type => throw new InvalidDataException($"A field of type {type}"),
        };

        private long Number(int length)
        {
            var number = 0L;
            for (var i = 0; i < length; i++)
                number = (number << 8) | Byte();
            return number;
        }

        private string Text(int length) => Encoding.UTF8.GetString(bytes, (_at += length) - length, length);
    }
}

public sealed record DeclaredQueue(
    string Name, bool IsDurable, bool IsExclusive, bool IsAutoDelete, IReadOnlyDictionary<string, object> Arguments);
