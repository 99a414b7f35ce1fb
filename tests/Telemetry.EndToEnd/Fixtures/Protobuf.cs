using System.Text;
using Google.Protobuf;

namespace Telemetry.EndToEnd.Fixtures;

/// <summary>Reads fields of protocol buffers by their numbers, as far as OTLP needs it.</summary>
internal static class Protobuf
{
    /// <summary>All length-delimited fields of this number: texts, bytes and messages.</summary>
    public static List<byte[]> Fields(byte[] message, int number)
    {
        var found = new List<byte[]>();
        var input = new CodedInputStream(message);
        while (input.ReadTag() is var tag && tag != 0)
        {
            if (WireFormat.GetTagFieldNumber(tag) == number && WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited)
                found.Add(input.ReadBytes().ToByteArray());
            else
                input.SkipLastField();
        }

        return found;
    }

    /// <summary>A text field; "" if there is none.</summary>
    public static string Text(byte[] message, int number) => Encoding.UTF8.GetString(Fields(message, number).FirstOrDefault([]));

    /// <summary>Attributes of opentelemetry/proto/common/v1/common.proto. The value is "" unless it is a text or an integer.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Attributes(byte[] message, int number) =>
        Fields(message, number).Select(attribute => KeyValuePair.Create(
            Text(attribute, 1), Fields(attribute, 2) is [var value, ..] ? Value(value) : ""));

    // Fields of AnyValue: 1 is a text, 3 an integer.
    private static string Value(byte[] value)
    {
        var input = new CodedInputStream(value);
        while (input.ReadTag() is var tag && tag != 0)
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 1:
                    return input.ReadString();
                case 3:
                    return $"{input.ReadInt64()}";
                default:
                    input.SkipLastField();
                    break;
            }
        }

        return "";
    }
}
