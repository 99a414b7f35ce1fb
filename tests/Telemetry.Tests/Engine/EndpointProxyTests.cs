using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Aspire.Hosting.Engine;

namespace Telemetry.Tests.Engine;

public sealed class EndpointProxyTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private readonly Ports _ports = new();
    private readonly List<TcpListener> _servers = [];

    [Fact]
    public async Task Connections_go_to_the_servers_in_turn_and_past_one_that_is_gone()
    {
        var (one, other, gone) = (Server(), Server(), Server());
        gone.Stop();
        var port = _ports.Free();
        using var proxy = EndpointProxy.Start(port, () => [PortOf(one), PortOf(gone), PortOf(other)]);

        var clients = new List<TcpClient>();
        for (var i = 0; i < 6; i++)
            clients.Add(await ConnectAsync(port, IPAddress.Loopback));
        var (atOne, atOther) = (Accepted(one), Accepted(other));

        Assert.Equal(6, await atOne + await atOther);
        Assert.InRange(await atOne, 2, 4);
        clients.ForEach(client => client.Dispose());
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.44.5.6")]
    [InlineData("::1")]
    public async Task A_server_sees_the_clients_own_address(string address)
    {
        if (address == "::1" && !Socket.OSSupportsIPv6)
            return;

        var client = IPAddress.Parse(address);
        var server = Server(client.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Loopback : IPAddress.IPv6Loopback);
        var port = _ports.Free();
        using var proxy = EndpointProxy.Start(port, () => [PortOf(server)]);

        using var connection = await ConnectAsync(port, client);
        using var accepted = await server.AcceptTcpClientAsync().WaitAsync(Soon);

        Assert.Equal(client, ((IPEndPoint)accepted.Client.RemoteEndPoint!).Address);
    }

    [Fact]
    public async Task Bytes_arrive_both_ways_also_after_one_side_has_said_all()
    {
        var server = Server();
        var port = _ports.Free();
        using var proxy = EndpointProxy.Start(port, () => [PortOf(server)]);
        var (question, answer) = (RandomNumberGenerator.GetBytes(3_000_000), RandomNumberGenerator.GetBytes(3_000_000));

        using var client = await ConnectAsync(port, IPAddress.Loopback);
        using var accepted = await server.AcceptTcpClientAsync().WaitAsync(Soon);
        var asking = SayAllAsync(client, question);
        Assert.Equal(question, await HearAllAsync(accepted).WaitAsync(Soon));
        await asking;
        var answering = SayAllAsync(accepted, answer);

        Assert.Equal(answer, await HearAllAsync(client).WaitAsync(Soon));
        await answering;
    }

    [Fact]
    public async Task An_answer_arrives_also_when_the_server_does_not_listen_to_the_end()
    {
        var server = Server();
        var port = _ports.Free();
        using var proxy = EndpointProxy.Start(port, () => [PortOf(server)]);
        var answer = RandomNumberGenerator.GetBytes(1_000);

        for (var i = 0; i < 20; i++)
        {
            using var client = await ConnectAsync(port, IPAddress.Loopback);
            using var accepted = await server.AcceptSocketAsync().WaitAsync(Soon);
            var stream = client.GetStream();
            var asking = SayAllAsync(client, new byte[3_000_000]);
            await accepted.ReceiveAsync(new byte[1_000]);
            await accepted.SendAsync(answer);
            accepted.Dispose();

            var heard = new byte[answer.Length];
            await stream.ReadExactlyAsync(heard).AsTask().WaitAsync(Soon);
            Assert.Equal(answer, heard);
            await Record.ExceptionAsync(() => asking.WaitAsync(Soon));
        }
    }

    [Fact]
    public async Task A_connection_that_one_side_breaks_off_is_broken_off_at_the_other()
    {
        var server = Server();
        var port = _ports.Free();
        using var proxy = EndpointProxy.Start(port, () => [PortOf(server)]);
        using var client = await ConnectAsync(port, IPAddress.Loopback);
        using var accepted = await server.AcceptSocketAsync().WaitAsync(Soon);

        // A socket, since a TcpClient would say before that it sends no more.
        accepted.LingerState = new LingerOption(enable: true, seconds: 0);
        accepted.Dispose();

        await Assert.ThrowsAsync<SocketException>(() => HearAllAsync(client).WaitAsync(Soon));
    }

    [Fact]
    public async Task Without_a_server_a_client_is_sent_away_at_once()
    {
        var port = _ports.Free();
        using var proxy = EndpointProxy.Start(port, () => []);

        // As early as that may be while it still connects.
        await Assert.ThrowsAsync<SocketException>(async () =>
        {
            using var client = await ConnectAsync(port, IPAddress.Loopback);
            await HearAllAsync(client).WaitAsync(Soon);
        });
    }

    [Fact]
    public async Task When_it_ends_its_connections_end_and_its_port_is_free()
    {
        var server = Server();
        var port = _ports.Free();
        var proxy = EndpointProxy.Start(port, () => [PortOf(server)]);
        using var client = await ConnectAsync(port, IPAddress.Loopback);
        using var accepted = await server.AcceptTcpClientAsync().WaitAsync(Soon);

        proxy.Dispose();

        await Assert.ThrowsAsync<SocketException>(() => HearAllAsync(client).WaitAsync(Soon));
        await Assert.ThrowsAsync<SocketException>(() => HearAllAsync(accepted).WaitAsync(Soon));
        Assert.True(Ports.IsFree(port));
    }

    public void Dispose()
    {
        _servers.ForEach(server => server.Stop());
        _ports.Dispose();
    }

    private TcpListener Server(IPAddress? address = null)
    {
        var server = new TcpListener(address ?? IPAddress.Loopback, 0);
        server.Start();
        _servers.Add(server);
        return server;
    }

    private static int PortOf(TcpListener server) => ((IPEndPoint)server.LocalEndpoint).Port;

    private static async Task<TcpClient> ConnectAsync(int port, IPAddress from)
    {
        var client = new TcpClient(new IPEndPoint(from, 0));
        await client.ConnectAsync(from.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Loopback : IPAddress.IPv6Loopback, port);
        return client;
    }

    // How many come, until none has for a while.
    private static async Task<int> Accepted(TcpListener server)
    {
        for (var count = 0; ; count++)
        {
            using var quiet = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            try
            {
                using var client = await server.AcceptTcpClientAsync(quiet.Token);
            }
            catch (OperationCanceledException)
            {
                return count;
            }
        }
    }

    private static async Task SayAllAsync(TcpClient client, byte[] bytes)
    {
        await client.GetStream().WriteAsync(bytes);
        client.Client.Shutdown(SocketShutdown.Send);
    }

    private static async Task<byte[]> HearAllAsync(TcpClient client)
    {
        var bytes = new List<byte>();
        var buffer = new byte[64 * 1024];
        while (await client.Client.ReceiveAsync(buffer) is > 0 and var count)
            bytes.AddRange(buffer.AsSpan(0, count));
        return [.. bytes];
    }
}
