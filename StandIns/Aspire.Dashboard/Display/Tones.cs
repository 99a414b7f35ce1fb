namespace Aspire.Dashboard.Display;

/// <summary>Each resource has its colour (--tone-0 and on in wwwroot/assets/site.css).</summary>
internal static class Tones
{
    private const int Count = 8;

    /// <summary>The number of the colour: by the place among all, so that two next to each other differ.</summary>
    public static int Of(IReadOnlyList<string> all, string resource) => Math.Max(0, all.Index().FirstOrDefault(r => r.Item == resource).Index) % Count;
}
