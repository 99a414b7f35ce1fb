using System.Text.RegularExpressions;

namespace Telemetry.Aggregation.Stars;

internal sealed partial record Repository(string Owner, string Name)
{
    /// <summary>From <c>https://github.com/owner/repo</c>; null for anything else.</summary>
    public static Repository? Parse(string url)
    {
        if (Address().Match(url) is not { Success: true } match)
            return null;

        // URLs for git clone end with .git.
        var name = match.Groups["name"].Value;
        return new(match.Groups["owner"].Value, name.EndsWith(".git", StringComparison.Ordinal) && name.Length > 4 ? name[..^4] : name);
    }

    // GitHub's rules for names, without the two that are directories.
    [GeneratedRegex(
        @"\Ahttps://github\.com/(?<owner>[A-Za-z0-9][A-Za-z0-9-]{0,38})/(?!\.{1,2}\z)(?<name>[A-Za-z0-9._-]{1,100})\z",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();
}
