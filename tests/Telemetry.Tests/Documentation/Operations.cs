using System.Runtime.CompilerServices;

namespace Telemetry.Tests.Documentation;

/// <summary>The commands of docs/operations.md.</summary>
public static class Operations
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../docs/operations.md"));

    /// <summary>Every block of shell commands.</summary>
    public static IReadOnlyList<string> Blocks { get; } = [.. Text.Split("```sh\n").Skip(1).Select(block => block.Split("```")[0])];

    /// <summary>The patches of an overlay for more pods.</summary>
    public static string Patches =>
        Text.Split("```yaml\n")
            .Skip(1)
            .Select(block => block.Split("```")[0])
            .Single(block => block.StartsWith("patches:", StringComparison.Ordinal));

    /// <summary>The only block that contains a text.</summary>
    public static string Block(string text) => Blocks.Single(block => block.Contains(text, StringComparison.Ordinal));

    /// <summary>Every command of a program, in blocks and in inline code.</summary>
    public static IReadOnlyList<string> CommandsOf(string program) =>
    [
        .. Blocks.SelectMany(block => block.Split('\n')).Concat(Text.Split('`').Where((part, i) => i % 2 == 1 && !part.Contains('\n')))
            .Where(line => line.StartsWith($"{program} ", StringComparison.Ordinal))
            .Select(line => line.Split(" #")[0].Trim()),
    ];

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
