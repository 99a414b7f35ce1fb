using System.Collections.Concurrent;
using Google.Protobuf;

namespace Telemetry.EndToEnd.Fixtures;

/// <summary>The newest metrics of each process. Sums are cumulative since the start of the process.</summary>
public sealed class ReceivedMetrics
{
    // By process id. Field numbers are those of opentelemetry/proto/metrics/v1/metrics.proto.
    private readonly ConcurrentDictionary<string, (string Service, byte[] Message)> _newest = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, int> _exports = new(StringComparer.Ordinal);

    /// <summary>The number of exports of a service so far.</summary>
    public int ExportsOf(string service) => _exports.GetValueOrDefault(service);

    /// <summary>Adds the metrics of an export request.</summary>
    public void Add(byte[] request)
    {
        foreach (var resourceMetrics in Protobuf.Fields(request, 1))
        {
            var attributes = Protobuf.Fields(resourceMetrics, 1)
                .SelectMany(resource => Protobuf.Attributes(resource, 1))
                .ToDictionary(StringComparer.Ordinal);
            var service = attributes.GetValueOrDefault("service.name", "");
            _newest[attributes.GetValueOrDefault("service.instance.id", "")] = (service, resourceMetrics);
            _exports.AddOrUpdate(service, 1, (_, count) => count + 1);
        }
    }

    /// <summary>
    /// The values of the series with the attributes of the filter, by another attribute ("" if a series has none).
    /// </summary>
    /// <remarks>
    /// Processes of one service export the same value of a gauge but separate values of a counter, so <paramref name="combine"/> is max for
    /// gauges and sum for counters.
    /// </remarks>
    public IReadOnlyDictionary<string, double> Read(
        string service, string instrument, string by, Func<double, double, double> combine, params (string Key, string Value)[] filter)
    {
        var values = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (_, message) in _newest.Values.Where(process => process.Service == service))
        {
            foreach (var (attributes, value) in Points(message, instrument).Where(point => Array.TrueForAll(
                filter, wanted => point.Attributes.GetValueOrDefault(wanted.Key) == wanted.Value)))
            {
                var name = attributes.GetValueOrDefault(by, "");
                values[name] = values.TryGetValue(name, out var known) ? combine(known, value) : value;
            }
        }

        return values;
    }

    private static IEnumerable<(IReadOnlyDictionary<string, string> Attributes, double Value)> Points(
        byte[] resourceMetrics, string instrument) =>
        from scopeMetrics in Protobuf.Fields(resourceMetrics, 2)
        from metric in Protobuf.Fields(scopeMetrics, 2)
        where Protobuf.Text(metric, 1) == instrument
        from data in Protobuf.Fields(metric, 5).Concat(Protobuf.Fields(metric, 7))
        from point in Protobuf.Fields(data, 1)
        select ((IReadOnlyDictionary<string, string>)Protobuf.Attributes(point, 7).ToDictionary(StringComparer.Ordinal), Number(point));

    // Field 4 is a double, 6 an integer; both have eight bytes.
    private static double Number(byte[] point)
    {
        var input = new CodedInputStream(point);
        while (input.ReadTag() is var tag && tag != 0)
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 4:
                    return input.ReadDouble();
                case 6:
                    return input.ReadSFixed64();
                default:
                    input.SkipLastField();
                    break;
            }
        }

        return 0;
    }
}
