using System.Globalization;

namespace Aspire.Hosting.Engine;

/// <summary>Processes that a killed server, or a killed AppHost, has left behind in a server's directory.</summary>
internal static class Leftovers
{
    private static readonly TimeSpan s_within = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Kills them and waits until they are gone. A process is one of them only if it works in the directory, which belongs to us alone, and
    /// runs one of the server's programs.
    /// </summary>
    public static async Task EndAsync(string directory, IReadOnlyCollection<string> programs, CancellationToken cancellationToken)
    {
        var found = Find(directory, programs).ToList();
        foreach (var process in found)
            Native.Signal(process, Native.Kill);

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(s_within);
        while (Find(directory, programs).Any())
            await Task.Delay(20, deadline.Token);
    }

    private static IEnumerable<int> Find(string directory, IReadOnlyCollection<string> programs)
    {
        foreach (var entry in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(entry), NumberStyles.None, CultureInfo.InvariantCulture, out var process)
                && Link(entry, "cwd") is { } cwd && (cwd + "/").StartsWith(directory + "/", StringComparison.Ordinal)
                && Link(entry, "exe") is { } exe && programs.Contains(Path.GetFileName(exe).Replace(" (deleted)", "", StringComparison.Ordinal)))
                yield return process;
        }
    }

    // Null for what is gone by now, for zombies, and for other users' processes.
    private static string? Link(string entry, string name)
    {
        try
        {
            return new FileInfo(Path.Combine(entry, name)).LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
