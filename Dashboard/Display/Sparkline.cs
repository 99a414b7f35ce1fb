namespace Telemetry.Dashboard.Display;

/// <summary>
/// A line as small as a word, with a description for screen readers (Pages/Shared/_Sparkline.cshtml); values are oldest first.
/// </summary>
internal sealed record Sparkline(IReadOnlyList<long> Values)
{
    public const int Width = 100;
    public const int Height = 24;

    // Keeps the line whole at the edges.
    private const double Margin = 2;

    public bool IsEmpty => Values.Count < 2 || Values.All(value => value == 0);

    /// <summary>In SVG's notation.</summary>
    public string Points
    {
        get
        {
            var max = Math.Max(1, Values.Max(Drawn));
            return string.Join(' ', Values.Select((value, i) => string.Create(
                CultureInfo.InvariantCulture,
                $"{(double)i * Width / (Values.Count - 1):0.#},{Height - Margin - (Drawn(value) * (Height - (2 * Margin)) / max):0.#}")));
        }
    }

    /// <summary>The polygon below the line.</summary>
    public string Area => $"0,{Height} {Points} {Width},{Height}";

    public string Description => $"{Numbers.Text(Values[0])} {Values.Count - 1} days ago, {Numbers.Text(Values[^1])} today";

    // A suppressed count is drawn with its maximal value.
    private static long Drawn(long value) => value == SuppressedCount.Value ? SuppressedCount.Max : value;
}
