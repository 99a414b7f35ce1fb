using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;

namespace Telemetry.ServiceDefaults.Reads;

/// <summary>
/// The last row of a page; the next page begins after it. So pages neither repeat nor skip rows while others are inserted or deleted.
/// Clients pass a cursor back unchanged. Order names the list's order where it has several, Value is the row's value in it, and Id orders
/// rows with equal values.
/// </summary>
public sealed record PageCursor(string Order, string Value, Guid Id)
{
    /// <summary>Of a cursor as text: a value may be a number of some hundred digits.</summary>
    public const int MaxLength = 3000;

    /// <summary>The value as a time (UTC); null if it is none.</summary>
    public DateTime? Time =>
        DateTime.TryParseExact(Value, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time)
            && time.Kind == DateTimeKind.Utc ? time : null;

    /// <summary>The cursor in a list ordered by time (UTC).</summary>
    public static PageCursor Of(DateTime time, Guid id) => new("", time.ToString("O", CultureInfo.InvariantCulture), id);

    /// <summary>As base64url.</summary>
    public override string ToString() => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(this));

    /// <summary>Null if the text is no cursor.</summary>
    public static PageCursor? Parse(string text)
    {
        if (text.Length > MaxLength || !Base64Url.IsValid(text))
            return null;

        try
        {
            return JsonSerializer.Deserialize<PageCursor>(Base64Url.DecodeFromChars(text)) is { Order: not null, Value: not null } cursor
                ? cursor : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Null if the text is no cursor of a list ordered by time.</summary>
    public static PageCursor? ParseTime(string text) => Parse(text) is { Time: not null } cursor ? cursor : null;
}

/// <summary>A page of a list; without a next cursor it is the last one.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, PageCursor? Next);

/// <summary>Makes pages of rows.</summary>
public static class Page
{
    /// <summary>Needs rows that were read with a limit of one more: the additional row shows that there is a next page.</summary>
    public static Page<T> Of<T>(IReadOnlyList<T> rows, int limit, Func<T, PageCursor> cursor) =>
        rows.Count > limit ? new([.. rows.Take(limit)], cursor(rows[limit - 1])) : new(rows, Next: null);
}
