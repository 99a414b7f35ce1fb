using System.Runtime.CompilerServices;

namespace Telemetry.Tests.Documentation;

/// <summary>The tables and examples of README.md.</summary>
public static class Readme
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../README.md"));

    /// <summary>Every <c>`METHOD /path?parameters`</c> in the first column of a table.</summary>
    public static IReadOnlyList<Request> Requests() =>
        [.. Cells().SelectMany(Code)
            .Where(code => code.Contains(" /", StringComparison.Ordinal))
            .SelectMany(Alternatives)
            .Select(Request.Parse)];

    /// <summary>Every <c>`VARIABLE`</c> in the first column of the table under Configure.</summary>
    public static IReadOnlyList<string> Variables() => [.. Cells(Section("## Configure")).SelectMany(Code)];

    /// <summary>The blocks that call curl.</summary>
    public static IReadOnlyList<string> CurlExamples() =>
        [.. Text.Split("```sh\n")
            .Skip(1)
            .Select(block => block.Split("\n```")[0])
            .Where(block => block.StartsWith("curl ", StringComparison.Ordinal))];

    private static string Section(string heading) => Text.Split($"{heading}\n")[1].Split("\n## ")[0];

    private static IEnumerable<string> Cells(string? text = null) => (text ?? Text).Split('\n')
        .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
        .Select(line => line.Replace(@"\|", "\u0001", StringComparison.Ordinal).Split('|')[1].Replace('\u0001', '|'));

    private static IEnumerable<string> Code(string cell) => cell.Split('`').Where((_, i) => i % 2 == 1);

    // {a|b} in a path stands for two paths.
    private static IEnumerable<string> Alternatives(string request)
    {
        var (open, close) = (request.IndexOf('{', StringComparison.Ordinal), request.IndexOf('}', StringComparison.Ordinal));
        return open < 0 || !request[open..close].Contains('|')
            ? [request]
            : request[(open + 1)..close].Split('|').Select(word => $"{request[..open]}{word}{request[(close + 1)..]}");
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;

    /// <summary>A request in a table.</summary>
    /// <param name="Method">The method in upper case.</param>
    /// <param name="Path">The path with parameters in braces.</param>
    /// <param name="Query">The names of its parameters in alphabetical order; "" if there are none.</param>
    public sealed record Request(string Method, string Path, string Query)
    {
        public static Request Parse(string text)
        {
            var (method, target) = (text.Split(' ')[0], text.Split(' ')[1]);
            return new(
                method,
                target.Split('?')[0],
                target.Contains('?') ? string.Join('&', target.Split('?')[1].Split('&').Order(StringComparer.Ordinal)) : "");
        }

        public override string ToString() => Query.Length == 0 ? $"{Method} {Path}" : $"{Method} {Path}?{Query}";
    }
}
