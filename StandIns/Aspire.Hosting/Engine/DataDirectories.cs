using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Engine;

/// <summary>Where the servers keep their data: below DATA_DIR what outlives the run, in a temporary directory what does not.</summary>
/// <param name="persistent">DATA_DIR; null: nothing outlives the run.</param>
internal sealed class DataDirectories(string? persistent) : IDisposable
{
    /// <summary>The setting's name.</summary>
    public const string Key = "DATA_DIR";

    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // The servers' users pass through on the way to their own directories and see nothing else.
    private const UnixFileMode PassThrough = Private | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    // EWOULDBLOCK: what flock(2) says when another process has the lock.
    private const int WouldBlock = 11;

    private FileStream? _lock;

    /// <summary>Takes DATA_DIR for this AppHost alone.</summary>
    /// <exception cref="DistributedApplicationException">It cannot be used, or another AppHost uses it.</exception>
    public void Open()
    {
        if (persistent is null)
            return;

        var file = Path.Combine(persistent, ".lock");
        try
        {
            Directory.CreateDirectory(persistent, PassThrough);

            // FileShare.None is an flock(2): it ends with this process, however that ends.
            _lock = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e.HResult == WouldBlock)
        {
            throw new DistributedApplicationException($"{Key}: {persistent} is in use by another AppHost. Stop it, or set {Key} to another directory.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DistributedApplicationException($"{Key}: {persistent} cannot be used: {e.Message}", e);
        }
    }

    /// <summary>A server's directory, which belongs to the server's user.</summary>
    public async Task<string> PrepareAsync(string name, bool keep, ServerUser? user, Watchdog watchdog, ILogger log, CancellationToken cancellationToken)
    {
        var temporary = !keep || persistent is null;
        var root = temporary ? Path.Combine(Path.GetTempPath(), $"aspire-{Environment.ProcessId}-{Guid.NewGuid():n}") : persistent!;
        var directory = Create(root, name, user);
        if (user is not null && !await CanUseAsync(directory, user, cancellationToken))
        {
            Directory.Delete(directory, recursive: false);
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(root)))[..12];
            if (temporary)
                Directory.Delete(root);
            root = $"/var/lib/aspire-hosting/{hash}";
            var elsewhere = Create(root, name, user);
            log.DataElsewhere(user.Name, directory, elsewhere);
            directory = elsewhere;
        }

        if (temporary)
            watchdog.Remove(root);
        return directory;
    }

    /// <summary>A file that only the server's user can read.</summary>
    public static void WritePrivate(string file, string content, ServerUser? user)
    {
        File.Delete(file);
        using (var stream = new FileStream(file, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
            stream.Write(Encoding.UTF8.GetBytes(content));

        if (user is not null)
            Native.ChangeOwner(file, user);
    }

    public void Dispose() => _lock?.Dispose();

    private static string Create(string root, string name, ServerUser? user)
    {
        Directory.CreateDirectory(root, PassThrough);
        var directory = Path.Combine(root, name);
        Directory.CreateDirectory(directory, Private);
        if (user is not null)
            Native.ChangeOwner(directory, user);
        return directory;
    }

    // Asked of the system and not computed from modes: there may be ACLs, mounts, or a home directory above.
    private static async Task<bool> CanUseAsync(string directory, ServerUser user, CancellationToken cancellationToken)
    {
        try
        {
            await new CommandLine("test", ["-w", directory, "-a", "-x", directory], "/") { User = user }.RunAsync(cancellationToken);
            return true;
        }
        catch (DistributedApplicationException)
        {
            return false;
        }
    }
}
