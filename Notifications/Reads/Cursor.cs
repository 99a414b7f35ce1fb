using System.Buffers.Binary;
using System.Buffers.Text;

namespace Telemetry.Notifications.Reads;

/// <summary>A place in a list that is sorted by time and id, the newest first.</summary>
/// <param name="At">The time of the row before (UTC).</param>
/// <param name="Id">Its id.</param>
internal readonly record struct Cursor(DateTime At, Guid Id)
{
    private const int TimeLength = sizeof(long);
    private const int Length = TimeLength + 16;

    // No row is newer than it.
    private static readonly Cursor Beginning = new(DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc), Guid.AllBitsSet);

    /// <summary>The cursor of the page after a row.</summary>
    public static string After(DateTime at, Guid id)
    {
        Span<byte> bytes = stackalloc byte[Length];
        BinaryPrimitives.WriteInt64BigEndian(bytes, at.Ticks);
        id.TryWriteBytes(bytes[TimeLength..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads one; without one, the beginning.</summary>
    /// <returns>Null: it is none.</returns>
    public static Cursor? Parse(string? text)
    {
        if (text is null)
            return Beginning;

        Span<byte> bytes = stackalloc byte[Length];
        if (text.Length != Base64Url.GetEncodedLength(Length) || !Base64Url.TryDecodeFromChars(text, bytes, out var written) || written != Length)
            return null;

        var ticks = BinaryPrimitives.ReadInt64BigEndian(bytes);
        return ticks < 0 || ticks > DateTime.MaxValue.Ticks ? null : new(new DateTime(ticks, DateTimeKind.Utc), new Guid(bytes[TimeLength..]));
    }
}
