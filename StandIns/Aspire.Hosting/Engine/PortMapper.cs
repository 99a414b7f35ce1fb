using System.Net.Sockets;

namespace Aspire.Hosting.Engine;

/// <summary>epmd, for one broker.</summary>
internal sealed class PortMapper(string broker, Ports ports) : Workload($"{broker}-epmd")
{
    // NAMES_REQ, with its length; the answer begins with the mapper's port.
    private static readonly byte[] s_names = [0, 1, (byte)'n'];

    private string _program = "";

    public int Port { get; } = ports.Free();

    public override string Address => $"127.0.0.1:{Port}";

    public override void Require(Programs programs) => _program = programs.Require(Name, "rabbitmq-server", "epmd");

    public override ValueTask<CommandLine> CommandAsync(CancellationToken cancellationToken) =>
        new(new CommandLine(_program, ["-port", $"{Port}", "-address", "127.0.0.1"], "/") { User = ServerUser.For("rabbitmq") });

    public override async Task ProbeAsync(CancellationToken cancellationToken)
    {
        using var client = new TcpClient(AddressFamily.InterNetwork);
        await client.ConnectAsync("127.0.0.1", Port, cancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(s_names, cancellationToken);
        await stream.ReadExactlyAsync(new byte[4], cancellationToken);
    }
}
