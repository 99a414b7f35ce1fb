using System.Collections;
using System.Runtime.InteropServices;

namespace Aspire.Hosting.Engine;

/// <summary>What of our environment a child gets: what programs need to run at all, not what happens to be set.</summary>
internal static class ChildEnvironment
{
    private static readonly string[] s_names =
    [
        "PATH", "HOME", "USER", "LOGNAME", "LANG", "TZ", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR",
        "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy",
    ];

    // Logging__: a developer's log levels reach every service.
    private static readonly string[] s_prefixes = ["LC_", "DOTNET_", "Logging__"];

    /// <summary>Name and value of each.</summary>
    public static IReadOnlyDictionary<string, string> Inherited { get; } = System.Environment.GetEnvironmentVariables()
        .Cast<DictionaryEntry>()
        .Select(e => (Name: (string)e.Key, Value: (string?)e.Value ?? ""))
        .Where(e => s_names.Contains(e.Name) || s_prefixes.Any(p => e.Name.StartsWith(p, StringComparison.Ordinal)))
        .Prepend((Name: "DOTNET_ROOT", Value: DotnetRoot))
        .GroupBy(e => e.Name)
        .ToDictionary(g => g.Key, g => g.Last().Value);

    // For the services' executables, wherever the SDK is installed: RuntimeDirectory is {root}/shared/Microsoft.NETCore.App/{version}/.
    private static string DotnetRoot => Path.GetFullPath("../../..", RuntimeEnvironment.GetRuntimeDirectory());
}
