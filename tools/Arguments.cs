using System.CommandLine.Parsing;
using System.Globalization;

namespace Telemetry.Tools;

internal static class Arguments
{
    /// <summary>For example http://localhost:8080.</summary>
    public static Uri? ParseAddress(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            return address;

        result.AddError($"'{text}' is no address; write for example http://localhost:8080");
        return null;
    }

    /// <summary>90s, 15m, 12h, 30d.</summary>
    public static TimeSpan ParseSpan(ArgumentResult result)
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
