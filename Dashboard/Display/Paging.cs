using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace Telemetry.Dashboard.Display;

/// <summary>A page of a list, and the addresses of the pages beside it (Pages/Shared/_Pager.cshtml).</summary>
/// <param name="Label">Names the list in the navigation.</param>
/// <param name="Number">The page's number, from 1.</param>
/// <param name="Size">Entries on a full page.</param>
/// <param name="Total">Entries on all pages.</param>
/// <param name="Path">The list's address without query.</param>
/// <param name="Query">Other parameters; empty ones are left out.</param>
internal sealed record Paging(string Label, int Number, int Size, long Total, string Path, IReadOnlyDictionary<string, string?> Query)
{
    /// <summary>The query parameter with the page's number ("page" is taken by Razor Pages).</summary>
    public const string Parameter = "p";

    private const int MaxNumber = 1_000_000;

    /// <summary>The number of entries before this page.</summary>
    public int Offset => OffsetOf(Number, Size);

    /// <summary>The first entry's number, from 1.</summary>
    public long First => Offset + 1;

    /// <summary>The last entry's number.</summary>
    public long Last => Math.Min(Total, (long)Offset + Size);

    /// <summary>Whether there are entries, but none on this page, as after an old link.</summary>
    public bool IsBeyond => Total > 0 && First > Total;

    public string? Previous => Number > 1 ? Address(IsBeyond ? (int)((Total + Size - 1) / Size) : Number - 1) : null;

    public string? Next => Last < Total ? Address(Number + 1) : null;

    /// <summary>A number from a query, limited to 1 and to the range of offsets.</summary>
    public static int Clamp(int number) => Math.Clamp(number, 1, MaxNumber);

    public static int OffsetOf(int number, int size) => (number - 1) * size;

    private string Address(int number) => QueryHelpers.AddQueryString(Path, Query
        .Append(new(Parameter, number > 1 ? number.ToString(CultureInfo.InvariantCulture) : null))
        .Where(entry => !string.IsNullOrEmpty(entry.Value)));
}
