using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;

namespace Telemetry.ServiceDefaults.Reads;

/// <summary>
/// The last row of a page: the next page begins after it, so pages neither repeat nor skip rows while others come and go. Clients pass it
/// back as they got it.
/// </summary>
/// <param name="Order">The list's order, for lists that have several.</param>
/// <param name="Value">The row's value in that order, as text.</param>
/// <param name="Id">The row's id, which orders rows of equal value.</param>
public sealed record PageCursor(string Order, string Value, Guid Id)
{
    /// <summary>The longest one in an address: a value may be a number of some hundred digits.</summary>
    public const int MaxLength = 3000;

    /// <summary>The time of a list that is ordered by time (UTC); null: the value is no time.</summary>
    public DateTime? Time =>
        DateTime.TryParseExact(Value, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time)
            && time.Kind == DateTimeKind.Utc ? time : null;

    /// <summary>The cursor of a list that is ordered by time (UTC).</summary>
    public static PageCursor Of(DateTime time, Guid id) => new("", time.ToString("O", CultureInfo.InvariantCulture), id);

    /// <summary>Base64 for addresses.</summary>
    public override string ToString() => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(this));

    /// <summary>Reads one; null: it is none.</summary>
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

    /// <summary>Reads the cursor of a list that is ordered by time; null: it is none.</summary>
    public static PageCursor? ParseTime(string text) => Parse(text) is { Time: not null } cursor ? cursor : null;
}

/// <summary>A page of a list.</summary>
/// <param name="Items">Its rows.</param>
/// <param name="Next">The cursor of the next page; null: this is the last one.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, PageCursor? Next);

/// <summary>Makes pages.</summary>
public static class Page
{
    /// <summary>A page of rows that were read with a limit of one more: that one tells whether there is a next page.</summary>
    public static Page<T> Of<T>(IReadOnlyList<T> rows, int limit, Func<T, PageCursor> cursor) =>
        rows.Count > limit ? new([.. rows.Take(limit)], cursor(rows[limit - 1])) : new(rows, Next: null);
}
