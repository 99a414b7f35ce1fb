using Telemetry.Manifests.Model;

namespace Telemetry.Manifests.Output;

/// <summary>The path is relative to the output directory.</summary>
internal abstract record OutputFile(string Path)
{
    /// <summary>Checks before any file is written. Throws <see cref="ManifestException"/> if an existing file cannot work.</summary>
    public virtual void Check(DirectoryInfo output)
    {
    }

    public abstract void Write(DirectoryInfo output);

    protected string In(DirectoryInfo output) => System.IO.Path.Combine(output.FullName, Path);
}

/// <summary>Overwritten by each publish.</summary>
internal sealed record GeneratedFile(string Path, string Content) : OutputFile(Path)
{
    public override void Write(DirectoryInfo output)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(In(output))!);
        File.WriteAllText(In(output), Content);
        if (Path.EndsWith(".sh", StringComparison.Ordinal))
            File.SetUnixFileMode(In(output), (UnixFileMode)0b111_101_101);
    }
}

/// <summary>Written by the first publish; after that it belongs to the user.</summary>
internal sealed record InitialFile(string Path, string Content) : OutputFile(Path)
{
    public override void Write(DirectoryInfo output)
    {
        if (!File.Exists(In(output)))
            new GeneratedFile(Path, Content).Write(output);
    }
}
