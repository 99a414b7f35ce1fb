using System.Diagnostics;
using System.Globalization;

namespace Telemetry.EndToEnd.Fixtures;

/// <summary>
/// The processes that the AppHosts of this test run started, read from /proc: the descendants of their orchestrators.
/// </summary>
public static class ChildProcesses
{
    /// <summary>The ids of the processes of this test run whose command line contains the text.</summary>
    public static IReadOnlyList<int> Find(string commandLine) =>
        [.. Below(Environment.ProcessId).Where(id => CommandLine(id).Contains(commandLine, StringComparison.Ordinal))];

    /// <summary>The ids of an AppHost's orchestrators and of all their descendants.</summary>
    /// <param name="appHost">The process id of the AppHost.</param>
    public static IReadOnlyList<int> Below(int appHost)
    {
        var parents = Directory.EnumerateDirectories("/proc")
            .Select(directory => int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0)
            .ToDictionary(id => id, Parent);

        // Orchestrators are detached from the process that they monitor.
        var orchestrators = parents.Keys.Where(id => CommandLine(id).Contains(
            $"/dcp start-apiserver --monitor {appHost} ", StringComparison.Ordinal)).ToHashSet();
        return [.. parents.Keys.Where(id => orchestrators.Contains(id) || IsBelow(orchestrators, id, parents))];
    }

    /// <summary>kill -9.</summary>
    public static void Kill(int id)
    {
        using var process = Process.GetProcessById(id);
        process.Kill();
    }

    /// <summary>SIGTERM.</summary>
    public static void Terminate(int id)
    {
        using var kill = Process.Start("kill", ["-TERM", $"{id}"]);
        kill.WaitForExit();
    }

    private static bool IsBelow(HashSet<int> orchestrators, int id, Dictionary<int, int> parents)
    {
        while (parents.TryGetValue(id, out var parent) && parent > 0)
        {
            if (orchestrators.Contains(parent))
                return true;
            id = parent;
        }

        return false;
    }

    private static string CommandLine(int id) => ReadOrEmpty(id, "cmdline").Replace('\0', ' ');

    // proc(5): pid (comm) state ppid; comm may hold spaces and brackets
    private static int Parent(int id)
    {
        var stat = ReadOrEmpty(id, "stat");
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 1 ? int.Parse(fields[1], CultureInfo.InvariantCulture) : 0;
    }

    private static string ReadOrEmpty(int id, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/{file}");
        }
        catch (IOException)
        {
            return "";
        }
    }
}
