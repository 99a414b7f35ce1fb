using System.Text.RegularExpressions;

namespace Telemetry.Ingestion.Masking;

internal static class KnownTokens
{
    // Without backtracking, so that no text is slow: no part scans further than the text that it replaces.
    private static readonly Regex Token = new(
        """
        gh[oprsu]_[A-Za-z0-9]{16,} | github_pat_[A-Za-z0-9_]{16,} | gl[a-z]{2,6}-[A-Za-z0-9_-]{16,}
        | xox[a-z]-[A-Za-z0-9-]{10,} | xapp-[A-Za-z0-9-]{10,} | (A3T|AKIA|ASIA|AROA|AIDA)[A-Z0-9]{16}
        | eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(\.[A-Za-z0-9_-]*)? | AIza[A-Za-z0-9_-]{30,} | ya29\.[A-Za-z0-9_-]{20,}
        | sk-[A-Za-z0-9_-]{20,} | [rs]k_(live|test)_[A-Za-z0-9]{10,} | npm_[A-Za-z0-9]{30,} | dckr_pat_[A-Za-z0-9_-]{16,}
        | hv[bs]\.[A-Za-z0-9_-]{20,} | tskey-[a-z]+-[A-Za-z0-9-]{10,} | hf_[A-Za-z0-9]{20,} | pypi-[A-Za-z0-9_-]{30,}
        | [Bb]earer[ ]+[A-Za-z0-9._~+/=-]{8,}
        """,
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant);

    public static string Mask(string text) => Token.Replace(text, NamedSecrets.Placeholder);
}
