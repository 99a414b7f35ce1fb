using System.Globalization;
using System.Text;

namespace Telemetry.Aggregation.Reads.Starts;

/// <summary>Writes metrics as Prometheus reads them: its own text format, or OpenMetrics, which is stricter.</summary>
/// <param name="openMetrics">The latter.</param>
internal sealed class Exposition(bool openMetrics)
{
    private const string Total = "_total";

    private readonly StringBuilder _text = new();

    /// <summary>A number that only grows.</summary>
    /// <param name="name">Ends with _total.</param>
    /// <param name="help">What is counted; a sentence without line breaks.</param>
    /// <param name="value">How many.</param>
    public void Counter(string name, string help, long value)
    {
        // OpenMetrics names the family, and its samples are that plus _total.
        Head(openMetrics ? name[..^Total.Length] : name, "counter", help);
        _text.Append(name).Append(' ').Append(Number(value)).Append('\n');
    }

    /// <summary>A number as it is now.</summary>
    public void Gauge(string name, string help, double value)
    {
        Head(name, "gauge", help);
        _text.Append(name).Append(' ').Append(Number(value)).Append('\n');
    }

    /// <summary>Numbers as they are now, by a label.</summary>
    public void Gauge(string name, string help, string label, IEnumerable<(string Value, long Number)> samples)
    {
        Head(name, "gauge", help);
        foreach (var (value, number) in samples)
            _text.Append(name).Append('{').Append(label).Append("=\"").Append(Escaped(value)).Append("\"} ").Append(Number(number)).Append('\n');
    }

    /// <summary>All of it.</summary>
    public byte[] ToBytes()
    {
        if (openMetrics)
            _text.Append("# EOF\n");
        return Encoding.UTF8.GetBytes(_text.ToString());
    }

    private void Head(string name, string type, string help) =>
        _text.Append($"# HELP {name} {help}\n# TYPE {name} {type}\n");

    private static string Number(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static string Escaped(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
