using System.Text.RegularExpressions;

namespace Telemetry.ServiceDefaults.Settings;

/// <summary>Addresses of mail in settings.</summary>
internal static partial class MailAddress
{
    // RFC 5321, 4.5.3.1.3
    private const int MostCharacters = 254;

    /// <summary>Whether it is an address alone, such as <c>ops@example.org</c>, in ASCII: every server takes those, and no header can be hidden in one.</summary>
    public static bool IsPlain(string text) => text.Length <= MostCharacters && Plain().IsMatch(text);

    [GeneratedRegex(@"\A[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Plain();
}
