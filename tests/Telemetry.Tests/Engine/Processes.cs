using System.Globalization;

namespace Telemetry.Tests.Engine;

/// <summary>What runs on this machine, as /proc has it.</summary>
internal static class Processes
{
    /// <summary>It runs; a zombie, which waits for its parent to take note, does not.</summary>
    public static bool IsAlive(int process)
    {
        try
        {
            return Status(process)[0] is not ("Z" or "X");
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>The process and all that descend from it.</summary>
    public static IReadOnlyList<int> Tree(int process)
    {
        var all = Directory.EnumerateDirectories("/proc")
            .Select(d => int.TryParse(Path.GetFileName(d), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(IsAlive)
            .ToList();
        return [process, .. all.Where(p => ParentOf(p) == process).SelectMany(Tree)];
    }

    /// <summary>Where it works.</summary>
    public static string DirectoryOf(int process) => new DirectoryInfo($"/proc/{process}/cwd").LinkTarget!;

    private static int ParentOf(int process)
    {
        try
        {
            return int.Parse(Status(process)[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    // State, parent, ... of "number (name) state parent ...", where a name may contain anything.
    private static string[] Status(int process)
    {
        var text = File.ReadAllText($"/proc/{process}/stat");
        return text[(text.LastIndexOf(')') + 2)..].Split(' ');
    }
}
