using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Telemetry.Manifests.Model;

namespace Telemetry.Manifests.Output;

/// <summary>
/// A file of <c>NAME=value</c> lines that belongs to the user: a publish adds missing names and never changes a line. Only its owner can
/// read it. The path is relative to the output directory; the header is a comment.
/// </summary>
internal sealed partial record EnvironmentFile(string Path, string Header, IReadOnlyList<EnvironmentEntry> Entries) : OutputFile(Path)
{
    private const string Alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    public override void Check(DirectoryInfo output)
    {
        var lines = Read(output);
        foreach (var entry in Entries.Where(entry => lines.ContainsKey(entry.Name)))
        {
            var value = lines[entry.Name];
            if (entry.GeneratedLength is not null && value.Length == 0)
                throw new ManifestException($"{entry.Name} is empty in {Path}: set it, or remove the line for a generated one");
            if (entry.IsPartOfAddress && !Unreserved().IsMatch(value))
            {
                throw new ManifestException(
                    $"{entry.Name} in {Path} may hold only letters, digits, '-', '.', '_' and '~': it is part of an address");
            }
        }
    }

    public override void Write(DirectoryInfo output)
    {
        var lines = Read(output);
        var missing = Entries.Where(entry => !lines.ContainsKey(entry.Name)).ToList();
        if (missing.Count == 0)
            return;

        var text = new StringBuilder(File.Exists(In(output)) ? File.ReadAllText(In(output)) : Header);
        if (text.Length > 0 && text[^1] != '\n')
            text.Append('\n');
        foreach (var entry in missing)
            text.Append(entry.Name).Append('=').Append(ValueOf(entry)).Append('\n');

        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(In(output))!);
        var part = In(output) + ".part";
        File.Delete(part);
        using (var stream = new StreamWriter(part, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            stream.Write(text);
        }

        File.Move(part, In(output), overwrite: true);
    }

    private static string ValueOf(EnvironmentEntry entry) =>
        entry.GeneratedLength is { } length ? RandomNumberGenerator.GetString(Alphanumeric, length) : entry.Value;

    private Dictionary<string, string> Read(DirectoryInfo output)
    {
        var lines = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!File.Exists(In(output)))
            return lines;

        foreach (var line in File.ReadLines(In(output)))
        {
            if (line.Split('=', 2) is [var name, var value] && !name.StartsWith('#'))
                lines[name.Trim()] = value.Trim();
        }

        return lines;
    }

    // RFC 3986, unreserved: the same in a URI, a connection string and a shell.
    [GeneratedRegex("^[A-Za-z0-9._~-]*$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Unreserved();
}

/// <summary>
/// A line of an <see cref="EnvironmentFile"/> with its initial value, or with a generated one of some length. IsPartOfAddress: it is inside
/// an address or a connection string, where other characters would have a meaning.
/// </summary>
internal sealed record EnvironmentEntry(string Name, string Value, int? GeneratedLength = null, bool IsPartOfAddress = false)
{
    public static EnvironmentEntry Of(Parameter parameter, Platform platform) => new(
        parameter.Variable,
        parameter.Default ?? "",
        parameter.GeneratedLength,
        platform.Services.SelectMany(service => service.Variables)
            .Any(variable => variable.Alone is null && variable.Parts.Any(part => part.Parameter == parameter)));
}
