using System.CommandLine.Parsing;
using System.Globalization;

namespace Telemetry.Fleet;

/// <summary>A length of time as people type it: 90s, 15m, 12h, 30d.</summary>
internal static class Span
{
    public static TimeSpan Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (text.Length > 1 && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            switch (text[^1])
            {
                case 's': return TimeSpan.FromSeconds(number);
                case 'm': return TimeSpan.FromMinutes(number);
                case 'h': return TimeSpan.FromHours(number);
                case 'd': return TimeSpan.FromDays(number);
            }
        }

        result.AddError($"'{text}' is no length of time; write for example 90s, 15m, 12h or 30d");
        return TimeSpan.Zero;
    }
}
