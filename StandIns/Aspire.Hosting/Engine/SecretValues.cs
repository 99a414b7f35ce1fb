using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Engine;

/// <summary>Keeps secrets out of what children write.</summary>
internal sealed class SecretValues(IResourceCollection resources)
{
    // Shorter ones would mangle ordinary words.
    private const int Shortest = 6;

    private readonly Lazy<string[]> _values = new(() =>
        [.. resources.OfType<ParameterResource>().Where(p => p.Secret).Select(p => p.Value).Where(v => v.Length >= Shortest)]);

    /// <summary>The line without secrets and without control characters, which could move a terminal's cursor.</summary>
    public string Clean(string line)
    {
        foreach (var value in _values.Value)
            line = line.Replace(value, "***", StringComparison.Ordinal);
        return line.Any(IsControl) ? string.Concat(line.Select(c => IsControl(c) ? ' ' : c)) : line;
    }

    private static bool IsControl(char c) => char.IsControl(c) && c != '\t';
}
