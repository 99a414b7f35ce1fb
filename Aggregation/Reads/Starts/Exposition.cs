using System.Globalization;
using System.Text;

namespace Telemetry.Aggregation.Reads.Starts;

/// <summary>Writes metrics in Prometheus' text format, or in OpenMetrics, which is stricter. A null has no sample.</summary>
internal sealed class Exposition(bool openMetrics)
{
    private const string Total = "_total";

    private readonly StringBuilder _text = new();

    /// <summary>The name ends with _total; the help is a sentence without line breaks.</summary>
    public void Counter(string name, string help, long? value)
    {
        // In OpenMetrics the name of the family is without the _total of its samples.
        Head(openMetrics ? name[..^Total.Length] : name, "counter", help);
        Sample(name, "", value);
    }

    public void Gauge(string name, string help, double? value)
    {
        Head(name, "gauge", help);
        Sample(name, "", value);
    }

    public void Gauge(string name, string help, string label, IEnumerable<(string Value, long? Number)> samples)
    {
        Head(name, "gauge", help);
        foreach (var (value, number) in samples)
            Sample(name, $"{{{label}=\"{Escaped(value)}\"}}", number);
    }

    public byte[] ToBytes()
    {
        if (openMetrics)
            _text.Append("# EOF\n");
        return Encoding.UTF8.GetBytes(_text.ToString());
    }

    private void Head(string name, string type, string help) =>
        _text.Append($"# HELP {name} {help}\n# TYPE {name} {type}\n");

    private void Sample(string name, string labels, double? value)
    {
        if (value is { } number)
            _text.Append(CultureInfo.InvariantCulture, $"{name}{labels} {number:R}\n");
    }

    private static string Escaped(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace(
            "\n", "\\n", StringComparison.Ordinal);
}
