using System.Text.Json;
using System.Text.Json.Serialization;

namespace Telemetry.Dashboard.Api;

/// <summary>
/// Under PUBLIC_DASHBOARD Aggregation responds null for counts from 1 to 4 and for numbers computed from them, so that the pages do not
/// have them either.
/// </summary>
internal static class SuppressedCount
{
    public const long Value = -1;

    public const int Max = 4;

    public const string Text = "< 5";

    /// <summary>A count whose null is <see cref="Value"/>.</summary>
    internal sealed class CountConverter : JsonConverter<long>
    {
        public override bool HandleNull => true;

        public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Null ? Value : reader.GetInt64();

        public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options)
        {
            if (value == Value)
                writer.WriteNullValue();
            else
                writer.WriteNumberValue(value);
        }
    }

    /// <summary>A rate or a mean whose null is NaN.</summary>
    internal sealed class RateConverter : JsonConverter<double>
    {
        public override bool HandleNull => true;

        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Null ? double.NaN : reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsNaN(value))
                writer.WriteNullValue();
            else
                writer.WriteNumberValue(value);
        }
    }
}
