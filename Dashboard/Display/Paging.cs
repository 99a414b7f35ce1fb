using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace Telemetry.Dashboard.Display;

/// <summary>Which part of a list is shown, and the addresses of the parts beside it.</summary>
/// <param name="Label">What the list is of, for the navigation's name.</param>
/// <param name="Number">The page's number, from 1.</param>
/// <param name="Size">Entries on a full page.</param>
/// <param name="Total">Entries on all pages.</param>
/// <param name="Path">The list's address without query.</param>
/// <param name="Query">What else the query holds; empty ones are left out.</param>
public sealed record Paging(string Label, int Number, int Size, long Total, string Path, IReadOnlyDictionary<string, string?> Query)
{
    /// <summary>The query parameter with the page's number ("page" is taken by Razor Pages).</summary>
    public const string Parameter = "p";

    private const int LastNumber = 1_000_000;

    /// <summary>How many entries stand before this page.</summary>
    public int Offset => OffsetOf(Number, Size);

    /// <summary>The first entry's number, from 1.</summary>
    public long First => Offset + 1;

    /// <summary>The last entry's number.</summary>
    public long Last => Math.Min(Total, (long)Offset + Size);

    /// <summary>Whether there are entries, but none on this page: someone followed an old link.</summary>
    public bool IsBeyond => Total > 0 && First > Total;

    /// <summary>The page before, or null.</summary>
    public string? Previous => Number > 1 ? Address(IsBeyond ? (int)((Total + Size - 1) / Size) : Number - 1) : null;

    /// <summary>The page after, or null.</summary>
    public string? Next => Last < Total ? Address(Number + 1) : null;

    /// <summary>The number in a query, whatever it is: at least 1, and within what offsets can hold.</summary>
    public static int Clamp(int number) => Math.Clamp(number, 1, LastNumber);

    /// <summary>How many entries stand before a page.</summary>
    public static int OffsetOf(int number, int size) => (number - 1) * size;

    private string Address(int number) => QueryHelpers.AddQueryString(Path, Query
        .Append(new(Parameter, number > 1 ? number.ToString(CultureInfo.InvariantCulture) : null))
        .Where(entry => !string.IsNullOrEmpty(entry.Value)));
}
