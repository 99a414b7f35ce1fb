using System.Collections.Frozen;

namespace Telemetry.Ingestion.Runs;

/// <summary>The words that the protocol knows. A word that it does not know never loses a post, but for the type.</summary>
public static class RunWords
{
    private const string Unknown = "unknown";
    private const string External = "external";

    private static readonly FrozenSet<string> Types = ["lxc", "vm", "turnkey", "pve", "addon", "tool"];

    private static readonly FrozenSet<string> Statuses =
        ["installing", "validation", "configuring", "success", "failed", "aborted", Unknown];

    private static readonly FrozenSet<string> ErrorCategories =
    [
        "network", "storage", "dependency", "permission", "timeout", "config", "resource", Unknown, "user_aborted", "apt",
        "command_not_found", "service", "database", "signal", "proxmox", "shell", "build", "preflight", "runtime",
    ];

    private static readonly FrozenSet<string> RepoSources = ["ProxmoxVE", "ProxmoxVED", External];

    /// <summary>The types, for a message.</summary>
    public const string AllTypes = "lxc, vm, turnkey, pve, addon, tool";

    /// <summary>Whether it is one of <see cref="AllTypes"/>.</summary>
    public static bool IsType(string type) => Types.Contains(type);

    /// <summary>The status, with the spellings that scripts use.</summary>
    public static string Status(string status) => status switch
    {
        "sucess" or "done" => "success",
        _ => Statuses.Contains(status) ? status : Unknown,
    };

    /// <summary>The category as the client sees it, or "".</summary>
    public static string ErrorCategory(string category) =>
        category.Length == 0 || ErrorCategories.Contains(category) ? category : Unknown;

    /// <summary>
    /// The repository's kind: as told or, where that is empty, by the end of the slug; "" where neither was told, which must not replace
    /// what an earlier post of the run did tell.
    /// </summary>
    public static string RepoSource(string source, string slug)
    {
        var word = source.Length > 0 ? source : slug[(slug.LastIndexOf('/') + 1)..];
        return source.Length == 0 && slug.Length == 0 ? "" : RepoSources.Contains(word) ? word : External;
    }

    /// <summary>The text, or "" where the client says that there is none.</summary>
    public static string OrNone(string text) => text == "-" || text.Equals("none", StringComparison.OrdinalIgnoreCase) ? "" : text;
}
