using System.Text;

namespace Telemetry.Fleet.Simulation;

/// <summary>
/// JSON of a shell script's here-document: indented, with texts that are escaped by hand. Raw: line breaks and tabs in texts are not
/// escaped, which JSON does not allow.
/// </summary>
internal sealed class ShellJson(bool raw)
{
    private readonly StringBuilder _text = new("{");

    public ShellJson Add(string name, string value) => AddLiteral(name, $"\"{Escape(value)}\"");

    public ShellJson Add(string name, int value) => AddLiteral(name, value.ToString());

    public ShellJson Add(string name, bool value) => AddLiteral(name, value ? "true" : "false");

    public byte[] ToBytes() => Encoding.UTF8.GetBytes($"{_text}\n}}");

    private ShellJson AddLiteral(string name, string value)
    {
        _text.Append(_text.Length == 1 ? "\n" : ",\n").Append("    \"").Append(name).Append("\": ").Append(value);
        return this;
    }

    private string Escape(string text)
    {
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        return raw ? escaped : escaped.Replace("\n", "\\n", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal);
    }
}
