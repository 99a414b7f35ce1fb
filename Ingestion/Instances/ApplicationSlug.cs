using System.Security.Cryptography;
using System.Text;

namespace Telemetry.Ingestion.Instances;

/// <summary>The slug identifies an application. It is a pure function of the name.</summary>
internal static class ApplicationSlug
{
    private const string Separators = " _-./";

    /// <summary>
    /// Lower-case ASCII letters and digits; a run of separators is one hyphen. If other characters were removed, a hash of the name
    /// follows, so that "C#" and "C++" are two applications: <c>My App 2.0</c> is <c>my-app-2-0</c>, <c>C#</c> is <c>c-</c> and eight
    /// hexadecimal digits.
    /// </summary>
    public static string Of(string name)
    {
        var slug = new StringBuilder();
        var isLossy = false;
        foreach (var letter in name.Trim().ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(letter))
                slug.Append(letter);
            else if (!Separators.Contains(letter))
                isLossy = true;
            else if (slug.Length > 0 && slug[^1] != '-')
                slug.Append('-');
        }

        var readable = slug.ToString().TrimEnd('-');
        if (!isLossy && readable.Length > 0)
            return readable;

        return readable.Length > 0 ? $"{readable}-{Hash(name)}" : Hash(name);
    }

    public static ApplicationName Name(string name) => new(Of(name), name.Trim());

    private static string Hash(string name) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name.Trim().ToLowerInvariant())).AsSpan(0, 4));
}
