using System.Text.RegularExpressions;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Engine;

/// <summary>Keeps secrets out of what children write, and out of what is told about them.</summary>
/// <param name="resources">The model: its secret parameters.</param>
/// <param name="others">Secrets of the engine's own.</param>
internal sealed partial class SecretValues(IResourceCollection resources, params IEnumerable<string> others)
{
    // Shorter ones would mangle ordinary words.
    private const int Shortest = 6;

    // As they are and as connection strings have them.
    private readonly Lazy<string[]> _values = new(() => [.. resources.OfType<ParameterResource>().Where(p => p.Secret).Select(p => p.Value)
        .Concat(others).SelectMany(v => new[] { v, Uri.EscapeDataString(v) }).Where(v => v.Length > 0).Distinct().OrderByDescending(v => v.Length)]);

    /// <summary>The line without secrets, colours, and control characters, which could move a terminal's cursor.</summary>
    public string Clean(string line)
    {
        var text = Colour().Replace(Mask(line), "");
        return text.Any(IsControl) ? string.Concat(text.Select(c => IsControl(c) ? ' ' : c)) : text;
    }

    /// <summary>The line without secrets.</summary>
    public string Mask(string line) => Mask(line, Shortest);

    /// <summary>A variable's value without secrets, however short they are.</summary>
    public string MaskValue(string value) => Mask(value, shortest: 1);

    private string Mask(string text, int shortest)
    {
        foreach (var value in _values.Value.TakeWhile(v => v.Length >= shortest))
            text = text.Replace(value, "***", StringComparison.Ordinal);
        return text;
    }

    [GeneratedRegex("\u001b\\[[0-9;]*m", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Colour();

    private static bool IsControl(char c) => char.IsControl(c) && c != '\t';
}
