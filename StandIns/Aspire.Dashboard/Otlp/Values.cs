using System.Globalization;
using Aspire.Dashboard.Storage;
using Google.Protobuf;
using Google.Protobuf.Collections;
using OpenTelemetry.Proto.Common.V1;
using Attribute = Aspire.Dashboard.Storage.Attribute;

namespace Aspire.Dashboard.Otlp;

/// <summary>The parts that traces, logs and metrics share, as text and within <see cref="Limits"/>.</summary>
internal static class Values
{
    private const string ServiceName = "service.name";
    private const string ServiceInstance = "service.instance.id";

    /// <summary>Who sent it.</summary>
    public static string ResourceName(OpenTelemetry.Proto.Resource.V1.Resource? resource) => Find(resource, ServiceName) is { Length: > 0 } name ? name : "unknown_service";

    /// <summary>Which process of it; empty if it does not say.</summary>
    public static string Instance(OpenTelemetry.Proto.Resource.V1.Resource? resource) => Find(resource, ServiceInstance);

    /// <summary>Keys and values.</summary>
    public static IReadOnlyList<Attribute> Attributes(RepeatedField<KeyValue> pairs) =>
        pairs.Count == 0 ? [] : [.. pairs.Take(Limits.Attributes).Select(pair => new Attribute(Cut(pair.Key, Limits.Value), Cut(Text(pair.Value), Limits.Value)))];

    /// <summary>Any value as text; of lists and maps what JSON would nearly say.</summary>
    public static string Text(AnyValue? value) => value?.ValueCase switch
    {
        AnyValue.ValueOneofCase.StringValue => value.StringValue,
        AnyValue.ValueOneofCase.BoolValue => value.BoolValue ? "true" : "false",
        AnyValue.ValueOneofCase.IntValue => value.IntValue.ToString(CultureInfo.InvariantCulture),
        AnyValue.ValueOneofCase.DoubleValue => value.DoubleValue.ToString(CultureInfo.InvariantCulture),
        AnyValue.ValueOneofCase.ArrayValue => $"[{string.Join(", ", value.ArrayValue.Values.Take(Limits.Attributes).Select(Text))}]",
        AnyValue.ValueOneofCase.KvlistValue => $"{{{string.Join(", ", value.KvlistValue.Values.Take(Limits.Attributes).Select(pair => $"{pair.Key}: {Text(pair.Value)}"))}}}",
        AnyValue.ValueOneofCase.BytesValue => value.BytesValue.ToBase64(),
        _ => "",
    };

    /// <summary>An id in hexadecimal.</summary>
    public static string Hex(ByteString id) => Convert.ToHexStringLower(id.Span);

    /// <summary>A time; nonsense becomes the beginning or the end of time.</summary>
    public static DateTimeOffset Time(ulong unixNanoseconds) => DateTimeOffset.UnixEpoch.AddTicks((long)(unixNanoseconds / 100));

    /// <summary>The beginning of a text that is too long.</summary>
    public static string Cut(string text, int most)
    {
        if (text.Length <= most)
            return text;

        // Not between the halves of a surrogate pair.
        var end = char.IsHighSurrogate(text[most - 1]) ? most - 1 : most;
        return $"{text.AsSpan(0, end)}…";
    }

    private static string Find(OpenTelemetry.Proto.Resource.V1.Resource? resource, string key) =>
        Cut(Text(resource?.Attributes.FirstOrDefault(a => a.Key == key)?.Value), Limits.Value);
}
