using System.Runtime.InteropServices;

namespace Aspire.Hosting.Engine;

/// <summary>System calls that .NET has no method for.</summary>
internal static partial class Native
{
    public const int Interrupt = 2;
    public const int Kill = 9;
    public const int Terminate = 15;

    /// <summary>Sends a signal to a process or, with a negative number, to a process group.</summary>
    public static void Signal(int process, int signal) => _ = kill(process, signal);

    /// <summary>Gives a directory and everything in it to a user.</summary>
    public static void ChangeOwner(string path, ServerUser user)
    {
        _ = lchown(path, user.Id, user.Group);
        if (!Directory.Exists(path))
            return;

        foreach (var entry in Directory.EnumerateFileSystemEntries(path, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }))
            _ = lchown(entry, user.Id, user.Group);
    }

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int kill(int process, int signal);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int lchown(string path, uint user, uint group);
}
