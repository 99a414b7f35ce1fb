namespace Telemetry.Dashboard.Display;

/// <summary>What somebody typed into a search field.</summary>
public static class SearchText
{
    // The longest name of an application; the read API refuses what is longer than 200.
    private const int Most = 100;

    /// <summary>Without what no name has and the read API refuses: control characters, and more characters than there may be.</summary>
    public static string Clean(string? text, int most = Most) =>
        new string([.. (text ?? "").Where(character => !char.IsControl(character)).Take(most)]).Trim();
}
