using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Telemetry.AppHost.Data;

namespace Telemetry.AppHost.Servers;

/// <summary>
/// The data directory of a server process: in DATA_DIR if the model gives the server a volume, else a temporary directory that the process
/// removes at its end. Under root, servers run as their packages' users, which then own the directory.
/// </summary>
internal sealed class ServerDirectory
{
    // The server users cannot reach a clone in a home directory.
    private const string Reachable = "/var/lib/telemetry";

    private readonly string _user;

    private ServerDirectory(string user, string path, bool isTemporary) => (_user, Path, IsTemporary) = (user, path, isTemporary);

    public string Path { get; }

    /// <summary>The process removes it at its end.</summary>
    public bool IsTemporary { get; }

    /// <summary>The beginning of a command that runs as the server's user; empty if this process may not change users.</summary>
    public string[] AsUser => Environment.IsPrivilegedProcess
        ? ["setpriv", $"--reuid={_user}", $"--regid={_user}", "--init-groups", "--"]
        : [];

    /// <summary>If the user cannot reach DATA_DIR it is another directory, which a printed line names.</summary>
    public static ServerDirectory Of(IResource server, IDistributedApplicationBuilder builder, string user)
    {
        if (!server.Annotations.OfType<ContainerMountAnnotation>().Any())
        {
            var name = $"telemetry-{server.Name}-{Guid.NewGuid():n}";
            return new(user, System.IO.Path.Combine(System.IO.Path.GetTempPath(), name), isTemporary: true);
        }

        var root = DataDirectory.Of(builder).Path;
        var directory = new ServerDirectory(user, System.IO.Path.Combine(root, server.Name), isTemporary: false);
        directory.Create();
        if (directory.IsUsable())
            return directory;

        Directory.Delete(directory.Path, recursive: false);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(root)))[..12];
        var elsewhere = new ServerDirectory(user, System.IO.Path.Combine(Reachable, hash, server.Name), isTemporary: false);
        Console.WriteLine($"{server.Name}: its user {user} cannot reach {directory.Path}; the data are in {elsewhere.Path}");
        return elsewhere;
    }

    /// <summary>Gives access to the server's user alone.</summary>
    public void Create()
    {
        if (!IsTemporary)
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!, DataDirectory.PassThrough);
        Directory.CreateDirectory(Path, DataDirectory.Private);
        if (Environment.IsPrivilegedProcess)
            Run("chown", $"{_user}:", Path);
    }

    // Tested by the user instead of the modes: there may be ACLs, mounts, or a home directory above.
    private bool IsUsable() =>
        AsUser is not [var program, .. var arguments] || Run(program, [.. arguments, "test", "-w", Path, "-a", "-x", Path]);

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
