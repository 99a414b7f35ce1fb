namespace Telemetry.Dashboard.Display;

internal static class SearchText
{
    // The longest name of an application; the read API refuses more than 200.
    private const int MaxNameLength = 100;

    /// <summary>Removes control characters and truncates: the read API refuses both, and no name has them.</summary>
    public static string Clean(string? text, int maxLength = MaxNameLength) =>
        new string([.. (text ?? "").Where(character => !char.IsControl(character)).Take(maxLength)]).Trim();
}
