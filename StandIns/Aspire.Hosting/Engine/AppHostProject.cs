using System.Reflection;

namespace Aspire.Hosting.Engine;

/// <summary>What the build (AppHost.targets) wrote into the AppHost's assembly: where it is, and where its projects' output is.</summary>
/// <param name="Directory">The AppHost's project directory.</param>
/// <param name="IsKnown">False for a model without an AppHost project, as tests write one.</param>
/// <param name="Outputs">Project file to assembly.</param>
internal sealed record AppHostProject(string Directory, bool IsKnown, IReadOnlyDictionary<string, string> Outputs)
{
    private const string DirectoryKey = "apphostprojectpath";
    private const string OutputKey = "apphostoutput:";

    /// <summary>The directory that the AppHost's directory is in.</summary>
    public string Root => Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Directory)) ?? Directory;

    /// <summary>Of the given assembly, or of the one that was started.</summary>
    public static AppHostProject Of(Assembly? appHost)
    {
        var facts = (appHost ?? Assembly.GetEntryAssembly())?.GetCustomAttributes<AssemblyMetadataAttribute>().ToList() ?? [];
        var directory = facts.Find(f => f.Key == DirectoryKey)?.Value;
        return new(
            directory ?? System.IO.Directory.GetCurrentDirectory(),
            directory is not null,
            facts.Where(f => f.Key.StartsWith(OutputKey, StringComparison.Ordinal)).ToDictionary(f => f.Key[OutputKey.Length..], f => f.Value!));
    }

    /// <summary>The assembly that a project was built into.</summary>
    /// <exception cref="DistributedApplicationException">The AppHost's build has not built it.</exception>
    public string Output(string project) => Outputs.TryGetValue(project, out var assembly) && File.Exists(assembly)
        ? assembly
        : throw new DistributedApplicationException($"{project} is not built: the AppHost's project file must have a ProjectReference to it.");
}
