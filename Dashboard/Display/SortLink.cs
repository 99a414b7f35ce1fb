namespace Telemetry.Dashboard.Display;

/// <summary>
/// A link that sorts a list by a field, or reverses the list's order if it is sorted by the field already. AriaSort is ascending,
/// descending, or null if the list is sorted by another field.
/// </summary>
internal sealed record SortLink(string Field, string Address, string? AriaSort)
{
    /// <summary>
    /// Sort is the list's order, in which a minus is descending. Times and numbers descend first: the newest and the largest.
    /// </summary>
    public static SortLink By(string field, string sort, bool isCurrent, bool descendsFirst, Func<string, string> address)
    {
        var isDescending = isCurrent && sort[0] == '-';
        var descendsNext = isCurrent ? !isDescending : descendsFirst;
        return new(field, address(descendsNext ? $"-{field}" : field), !isCurrent ? null : isDescending ? "descending" : "ascending");
    }
}
