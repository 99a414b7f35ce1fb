using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Telemetry.AppHost.Servers;

/// <summary>
/// Where a server process keeps its data: in DATA_DIR if the model gives it a volume, else in a temporary directory that its process removes at its
/// end. An AppHost of root runs servers as their packages' users, whose directory it is then.
/// </summary>
internal sealed class ServerDirectory
{
    // The server users cannot reach a clone in a home directory.
    private const string Reachable = "/var/lib/telemetry";

    private readonly string _user;

    private ServerDirectory(string user, string path, bool isTemporary) => (_user, Path, IsTemporary) = (user, path, isTemporary);

    /// <summary>The full path.</summary>
    public string Path { get; }

    /// <summary>It is gone with the process.</summary>
    public bool IsTemporary { get; }

    /// <summary>What to put before a command that the server's user is to run; nothing where this process has no other users' rights.</summary>
    public string[] AsUser => Environment.IsPrivilegedProcess ? ["setpriv", $"--reuid={_user}", $"--regid={_user}", "--init-groups", "--"] : [];

    /// <summary>The directory of a server; data that the user cannot reach are elsewhere, and a line says where.</summary>
    public static ServerDirectory Of(IResource server, IDistributedApplicationBuilder builder, string user)
    {
        if (!server.Annotations.OfType<ContainerMountAnnotation>().Any())
            return new(user, System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"telemetry-{server.Name}-{Guid.NewGuid():n}"), isTemporary: true);

        var root = builder.Registered<DataDirectory>().Path;
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

    /// <summary>Creates it where it is missing, for the server's user alone.</summary>
    public void Create()
    {
        if (!IsTemporary)
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!, DataDirectory.PassThrough);
        Directory.CreateDirectory(Path, DataDirectory.Private);
        if (Environment.IsPrivilegedProcess)
            Run("chown", $"{_user}:", Path);
    }

    // The system is asked, not the modes: there may be ACLs, mounts, or a home directory above.
    private bool IsUsable() => AsUser is not [var program, .. var arguments] || Run(program, [.. arguments, "test", "-w", Path, "-a", "-x", Path]);

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
