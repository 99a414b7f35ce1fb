using System.Globalization;
using System.Text;

namespace Telemetry.Aggregation.Badges;

internal static class BadgeText
{
    private const int MaxLength = 100;

    // Verdana's advance widths from space to tilde, in 1/2048 of the font size: most browsers have Verdana; other fonts are close.
    private static readonly short[] Widths =
    [
        720, 806, 940, 1676, 1302, 2204, 1488, 550, 930, 930, 1302, 1676, 745, 930, 745, 930,
        1302, 1302, 1302, 1302, 1302, 1302, 1302, 1302, 1302, 1302, 930, 930, 1676, 1676, 1676, 1117,
        2048, 1400, 1404, 1430, 1578, 1295, 1177, 1588, 1539, 862, 931, 1419, 1140, 1726, 1532, 1612,
        1235, 1612, 1424, 1400, 1262, 1499, 1400, 2025, 1403, 1260, 1403, 930, 930, 930, 1676, 1302,
        1302, 1230, 1276, 1067, 1276, 1220, 720, 1276, 1296, 562, 705, 1212, 562, 1992, 1296, 1243,
        1276, 1276, 874, 1067, 807, 1296, 1212, 1676, 1212, 1212, 1076, 1300, 930, 1300, 1676,
    ];

    /// <summary>
    /// At most 100 characters. Characters that XML cannot hold (control characters, lone surrogates, U+FFFE, U+FFFF) and direction marks
    /// become U+FFFD.
    /// </summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(Math.Min(text.Length, MaxLength));
        foreach (var rune in text.EnumerateRunes())
        {
            if (clean.Length + rune.Utf16SequenceLength > MaxLength)
                break;

            clean.Append((IsShown(rune) ? rune : Rune.ReplacementChar).ToString());
        }

        return clean.ToString();
    }

    /// <summary>In pixels at a font size of 11. The image has it as textLength, so that browsers fit other fonts to it.</summary>
    public static double Width(string text) => Math.Round(text.EnumerateRunes().Sum(Width) * 11.0 / 2048, 1);

    private static bool IsShown(Rune rune) =>
        !Rune.IsControl(rune) && rune.Value is not (0xFFFE or 0xFFFF or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069));

    private static int Width(Rune rune) => rune.Value switch
    {
        >= ' ' and <= '~' => Widths[rune.Value - ' '],
        _ when Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format =>
            0,
        < 0x1100 => 1300,
        // The rest is mostly scripts whose characters are as wide as high, and pictographs.
        _ => 2048,
    };
}
