namespace Telemetry.Dashboard.Display;

/// <summary>Text of a query, made acceptable as a parameter of the read API; PlainText cleans text for storage.</summary>
internal static class SearchText
{
    // The longest name of an application; the read API refuses more than 200.
    private const int MaxNameLength = 100;

    /// <summary>
    /// Removes control characters and truncates (in UTF-16 units): the read API refuses such texts, and no name has them.
    /// </summary>
    public static string Clean(string? text, int maxLength = MaxNameLength) =>
        new string([.. (text ?? "").Where(character => !char.IsControl(character)).Take(maxLength)]).Trim();
}
