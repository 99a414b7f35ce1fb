using System.Globalization;

namespace Telemetry.Dashboard.Display;

/// <summary>The beginnings of long texts.</summary>
public static class Cut
{
    private const int Most = 60;

    /// <summary>So many UTF-16 units, without half a character at the end.</summary>
    public static string Beginning(string text, int most)
    {
        if (text.Length <= most)
            return text;

        return text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
    }

    /// <summary>For where nothing else can make it short, as in the options of a list: whole characters, as people see them.</summary>
    public static string Short(string text)
    {
        if (text.Length <= Most)
            return text;

        var starts = StringInfo.ParseCombiningCharacters(text);
        return starts.Length <= Most ? text : $"{text[..starts[Most - 1]]}…";
    }
}
