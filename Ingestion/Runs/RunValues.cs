using System.Collections.Frozen;

namespace Telemetry.Ingestion.Runs;

/// <summary>Words that are not listed are mapped to a listed one; only an unlisted type is an error.</summary>
internal static class RunValues
{
    public const string Types = "lxc, vm, turnkey, pve, addon, tool";

    private const string Unknown = "unknown";
    private const string External = "external";

    private static readonly FrozenSet<string> TypeSet = [.. Types.Split(", ")];

    private static readonly FrozenSet<string> Statuses =
        ["installing", "validation", "configuring", "success", "failed", "aborted", Unknown];

    private static readonly FrozenSet<string> ErrorCategories =
    [
        "network", "storage", "dependency", "permission", "timeout", "config", "resource", Unknown, "user_aborted", "apt",
        "command_not_found", "service", "database", "signal", "proxmox", "shell", "build", "preflight", "runtime",
    ];

    private static readonly FrozenSet<string> RepoSources = ["ProxmoxVE", "ProxmoxVED", External];

    public static bool IsType(string type) => TypeSet.Contains(type);

    /// <summary>The status in the protocol's spelling: scripts use three for success.</summary>
    public static string Status(string status) => status switch
    {
        "sucess" or "done" => "success",
        _ => Statuses.Contains(status) ? status : Unknown,
    };

    public static string ErrorCategory(string category) =>
        category.Length == 0 || ErrorCategories.Contains(category) ? category : Unknown;

    /// <summary>
    /// The repository's kind, by the end of the slug if the source is empty. "" without both: any value would replace that of an earlier
    /// post of the run.
    /// </summary>
    public static string RepoSource(string source, string slug)
    {
        var word = source.Length > 0 ? source : slug[(slug.LastIndexOf('/') + 1)..];
        return source.Length == 0 && slug.Length == 0 ? "" : RepoSources.Contains(word) ? word : External;
    }

    public static string OrNone(string text) => text == "-" || text.Equals("none", StringComparison.OrdinalIgnoreCase) ? "" : text;
}
