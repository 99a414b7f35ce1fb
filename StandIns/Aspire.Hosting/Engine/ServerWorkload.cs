using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Engine;

/// <summary>What the three servers have in common: a directory of their own, a user of their own, one port on loopback.</summary>
internal abstract class ServerWorkload(ServerResource resource, DataDirectories directories, Watchdog watchdog, ILogger log) : Workload(resource.Name)
{
    private string? _directory;

    public override IReadOnlyList<IResource> Provides => [resource];

    public override string Address => $"{resource.PrimaryEndpoint.Host}:{Port}";

    protected int Port => resource.PrimaryEndpoint.Port;

    protected string Password => resource.PasswordParameter.Value;

    protected ServerUser? User { get; private set; }

    protected string Directory => _directory ?? throw new InvalidOperationException("Not prepared.");

    /// <summary>The user that the package made.</summary>
    protected abstract string UserName { get; }

    /// <summary>The names of the programs that may be running in <see cref="Directory"/>.</summary>
    protected abstract IReadOnlyCollection<string> ProgramNames { get; }

    public override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        User ??= ServerUser.For(UserName);
        _directory ??= await directories.PrepareAsync(Name, resource.IsPersistent(), User, watchdog, log, cancellationToken);
        await Leftovers.EndAsync(_directory, ProgramNames, cancellationToken);
    }

    public override async Task StoppedAsync()
    {
        if (_directory is not null)
            await Leftovers.EndAsync(_directory, ProgramNames, CancellationToken.None);
    }

    /// <summary>Says something on the port and returns as many bytes of the answer as asked for.</summary>
    protected async Task<byte[]> AskAsync(ReadOnlyMemory<byte> question, int answerLength, CancellationToken cancellationToken)
    {
        using var client = new TcpClient(AddressFamily.InterNetwork);
        await client.ConnectAsync(resource.PrimaryEndpoint.Host, Port, cancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(question, cancellationToken);
        var answer = new byte[answerLength];
        await stream.ReadExactlyAsync(answer, cancellationToken);
        return answer;
    }
}
