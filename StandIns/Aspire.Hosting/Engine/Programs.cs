namespace Aspire.Hosting.Engine;

/// <summary>Finds the servers' programs.</summary>
/// <param name="path">Directories, separated by colons, as in PATH.</param>
internal sealed class Programs(string path)
{
    /// <summary>PATH, and where Debian keeps servers that are not in a user's PATH.</summary>
    public static Programs OfThisMachine { get; } = new($"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/usr/bin:/sbin:/bin");

    /// <summary>The first of the names that there is.</summary>
    /// <exception cref="DistributedApplicationException">There is none; the message names the package.</exception>
    public string Require(string resource, string package, params string[] names) =>
        names.Select(Find).FirstOrDefault(p => p is not null) ?? throw Missing(resource, package, names[0]);

    /// <summary>What to say when a program is not there.</summary>
    public static DistributedApplicationException Missing(string resource, string package, string program) =>
        new($"{resource}: the program {program} is missing. Install it with: apt-get install {package}");

    private string? Find(string name) => path.Split(':', StringSplitOptions.RemoveEmptyEntries).Select(d => Path.Combine(d, name)).FirstOrDefault(File.Exists);
}
