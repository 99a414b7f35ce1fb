using System.Security.Cryptography;
using System.Text;
using Telemetry.Contracts;

namespace Telemetry.Ingestion.Identity;

/// <summary>An application's identity is its slug, a pure function of its name.</summary>
public static class ApplicationSlug
{
    private const string Separators = " _-./";

    /// <summary>
    /// Lower-case ASCII letters and digits; a run of separators is one hyphen. Where anything else had to go, a hash of the name follows,
    /// so that "C#" and "C++" are two applications and "日本" is one: <c>My App 2.0</c> is <c>my-app-2-0</c>, <c>C#</c> is
    /// <c>c-</c> and eight hexadecimal digits.
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

    /// <summary>The name with its slug.</summary>
    public static ApplicationName Name(string name) => new(Of(name), name.Trim());

    private static string Hash(string name) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name.Trim().ToLowerInvariant())).AsSpan(0, 4));
}
