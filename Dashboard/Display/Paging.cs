using Microsoft.AspNetCore.WebUtilities;

namespace Telemetry.Dashboard.Display;

/// <summary>
/// A page of a list, and the addresses of the pages beside it (Pages/Shared/_Pager.cshtml). The label names the list in the navigation, the
/// number counts from 1, and empty parameters of the query are left out of the addresses.
/// </summary>
internal sealed record Paging(string Label, int Number, int Size, long Total, string Path, IReadOnlyDictionary<string, string?> Query)
{
    /// <summary>Has the page's number ("page" is reserved by Razor Pages).</summary>
    public const string Parameter = "p";

    private const int MaxNumber = 1_000_000;

    public int Offset => OffsetOf(Number, Size);

    /// <summary>From 1.</summary>
    public long First => Offset + 1;

    public long Last => Math.Min(Total, (long)Offset + Size);

    /// <summary>The list has entries, but none on this page, as after an old link.</summary>
    public bool IsBeyond => Total > 0 && First > Total;

    public string? Previous => Number > 1 ? Address(IsBeyond ? (int)((Total + Size - 1) / Size) : Number - 1) : null;

    public string? Next => Last < Total ? Address(Number + 1) : null;

    /// <summary>Limits a number from a query to 1 and to the range of offsets.</summary>
    public static int Clamp(int number) => Math.Clamp(number, 1, MaxNumber);

    public static int OffsetOf(int number, int size) => (number - 1) * size;

    private string Address(int number) => QueryHelpers.AddQueryString(Path, Query
        .Append(new(Parameter, number > 1 ? number.ToString(CultureInfo.InvariantCulture) : null))
        .Where(entry => !string.IsNullOrEmpty(entry.Value)));
}
