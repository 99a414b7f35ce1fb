using System.Globalization;
using Telemetry.Dashboard.Api;

namespace Telemetry.Dashboard.Display;

/// <summary>A line as small as a word, and what it says in words (Pages/Shared/_Sparkline.cshtml).</summary>
/// <param name="Values">Oldest first.</param>
public sealed record Sparkline(IReadOnlyList<long> Values)
{
    /// <summary>Of the picture.</summary>
    public const int Width = 100;

    /// <summary>Of the picture.</summary>
    public const int Height = 24;

    // So that the line is whole at the edges.
    private const double Margin = 2;

    /// <summary>Whether there is anything to draw.</summary>
    public bool IsEmpty => Values.Count < 2 || Values.All(value => value == 0);

    /// <summary>The line's points, as SVG writes them.</summary>
    public string Points
    {
        get
        {
            var most = Math.Max(1, Values.Max(Drawn));
            return string.Join(' ', Values.Select((value, i) => string.Create(
                CultureInfo.InvariantCulture,
                $"{(double)i * Width / (Values.Count - 1):0.#},{Height - Margin - (Drawn(value) * (Height - (2 * Margin)) / most):0.#}")));
        }
    }

    /// <summary>The line and the ground below it.</summary>
    public string Area => $"0,{Height} {Points} {Width},{Height}";

    /// <summary>The same for who cannot see it.</summary>
    public string Words => $"{Numbers.Text(Values[0])} {Values.Count - 1} days ago, {Numbers.Text(Values[^1])} today";

    // What is too small to be told, as much as it is at most.
    private static long Drawn(long value) => value == Few.Count ? 4 : value;
}
