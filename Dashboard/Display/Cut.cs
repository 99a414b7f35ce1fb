using System.Globalization;

namespace Telemetry.Dashboard.Display;

/// <summary>Text where nothing else can make it short, as in the options of a list.</summary>
public static class Cut
{
    private const int Most = 60;

    /// <summary>Its beginning: whole characters, as people see them.</summary>
    public static string Short(string text)
    {
        if (text.Length <= Most)
            return text;

        var starts = StringInfo.ParseCombiningCharacters(text);
        return starts.Length <= Most ? text : $"{text[..starts[Most - 1]]}…";
    }
}
