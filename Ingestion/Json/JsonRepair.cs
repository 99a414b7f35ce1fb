using System.Buffers;
using System.Globalization;
using System.Text;

namespace Telemetry.Ingestion.Json;

/// <summary>
/// Repairs JSON strings of scripts: raw control characters, backslashes before other characters, bytes that are not UTF-8, halves of
/// surrogate pairs. The ends of a string are never guessed, and bytes outside of strings do not change.
/// </summary>
internal static class JsonRepair
{
    private const int UnicodeEscape = 6;

    /// <summary>A bad escape becomes literal text; a bad byte or half a pair becomes U+FFFD.</summary>
    public static ReadOnlySpan<byte> RepairStrings(ReadOnlySpan<byte> body)
    {
        var repaired = new ArrayBufferWriter<byte>(body.Length + 64);
        var isInString = false;
        while (!body.IsEmpty)
        {
            if (body[0] == '"')
                isInString = !isInString;
            var length = isInString ? RepairNext(body, repaired) : Copy(body, 1, repaired);
            body = body[length..];
        }

        return repaired.WrittenSpan;
    }

    // Returns the number of bytes that were read.
    private static int RepairNext(ReadOnlySpan<byte> rest, ArrayBufferWriter<byte> repaired)
    {
        if (rest[0] == '\\')
            return RepairEscape(rest, repaired);
        if (rest[0] < ' ')
            return Replace($"\\u{rest[0]:x4}", 1, repaired);

        var status = Rune.DecodeFromUtf8(rest, out _, out var length);
        return status == OperationStatus.Done ? Copy(rest, length, repaired) : Replace("\ufffd", length, repaired);
    }

    private static int RepairEscape(ReadOnlySpan<byte> rest, ArrayBufferWriter<byte> repaired)
    {
        if (rest.Length > 1 && "\"\\/bfnrt"u8.Contains(rest[1]))
            return Copy(rest, 2, repaired);
        if (!TryReadUnit(rest, out var unit))
            return Replace("\\\\", 1, repaired);
        if (!char.IsSurrogate(unit))
            return Copy(rest, UnicodeEscape, repaired);

        return char.IsHighSurrogate(unit) && TryReadUnit(rest[UnicodeEscape..], out var second) && char.IsLowSurrogate(second)
            ? Copy(rest, 2 * UnicodeEscape, repaired)
            : Replace("\ufffd", UnicodeEscape, repaired);
    }

    private static bool TryReadUnit(ReadOnlySpan<byte> rest, out char unit)
    {
        unit = default;
        if (rest.Length < UnicodeEscape || !rest.StartsWith("\\u"u8)
            || !ushort.TryParse(rest[2..UnicodeEscape], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
        {
            return false;
        }

        unit = (char)value;
        return true;
    }

    private static int Copy(ReadOnlySpan<byte> rest, int length, ArrayBufferWriter<byte> repaired)
    {
        repaired.Write(rest[..length]);
        return length;
    }

    private static int Replace(string text, int length, ArrayBufferWriter<byte> repaired)
    {
        Encoding.UTF8.GetBytes(text, repaired);
        return length;
    }
}
