using Telemetry.Manifests.Model;

namespace Telemetry.Manifests.Output;

/// <summary>A file of the deployment.</summary>
/// <param name="Path">Relative to the output directory.</param>
internal abstract record OutputFile(string Path)
{
    /// <summary>Whether it may be written, before any is.</summary>
    /// <exception cref="ManifestException">What is there cannot work.</exception>
    public virtual void Check(DirectoryInfo output)
    {
    }

    public abstract void Write(DirectoryInfo output);

    protected string In(DirectoryInfo output) => System.IO.Path.Combine(output.FullName, Path);
}

/// <summary>Written by each publish.</summary>
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

/// <summary>Written by the first publish; from then on it is the person's own.</summary>
/// <param name="Path">Relative to the output directory.</param>
/// <param name="Content">What it begins with.</param>
internal sealed record InitialFile(string Path, string Content) : OutputFile(Path)
{
    public override void Write(DirectoryInfo output)
    {
        if (!File.Exists(In(output)))
            new GeneratedFile(Path, Content).Write(output);
    }
}
