namespace Telemetry.Aggregation.Runs;

/// <summary>The category of a failure: by its exit code, else by phrases of its error text, else as the client sent it.</summary>
internal static class ErrorCategory
{
    public const string Unknown = "unknown";

    /// <summary>Also the category of runs that timed out without an outcome.</summary>
    public const string Timeout = "timeout";

    // In characters: the cause of a failure is at the end of the log.
    private const int TextEnd = 16_384;

    // The first that occurs wins, so specific phrases come first: a build that lacks a package is apt, a download that fills the disk is
    // storage. The case of letters does not matter.
    private static readonly (string Phrase, string Category)[] Phrases =
    [
        ("no space left on device", "storage"),
        ("disk quota exceeded", "storage"),
        ("read-only file system", "storage"),
        ("not enough space", "storage"),
        ("out of disk space", "storage"),
        ("input/output error", "storage"),
        ("thin pool", "storage"),
        ("out of memory", "resource"),
        ("cannot allocate memory", "resource"),
        ("oom-kill", "resource"),
        ("too many open files", "resource"),
        ("unable to locate package", "apt"),
        ("has no installation candidate", "apt"),
        ("unmet dependencies", "apt"),
        ("could not get lock /var/lib/dpkg", "apt"),
        ("could not get lock /var/lib/apt", "apt"),
        ("dpkg was interrupted", "apt"),
        ("dpkg: error", "apt"),
        ("sub-process /usr/bin/dpkg returned", "apt"),
        ("is not signed", "apt"),
        ("no_pubkey", "apt"),
        ("hash sum mismatch", "apt"),
        ("command not found", "command_not_found"),
        ("could not resolve", "network"),
        ("name or service not known", "network"),
        ("temporary failure in name resolution", "network"),
        ("temporary failure resolving", "network"),
        ("connection refused", "network"),
        ("connection reset", "network"),
        ("network is unreachable", "network"),
        ("no route to host", "network"),
        ("failed to connect", "network"),
        ("failed to fetch", "network"),
        ("ssl certificate problem", "network"),
        ("the requested url returned error", "network"),
        ("rate limit exceeded", "network"),
        ("timed out", Timeout),
        ("timeout", Timeout),
        ("deadline exceeded", Timeout),
        ("permission denied", "permission"),
        ("operation not permitted", "permission"),
        ("access denied", "permission"),
        ("must be run as root", "permission"),
        ("could not compile", "build"),
        ("compilation failed", "build"),
        ("linker command failed", "build"),
        ("node-gyp", "build"),
        ("fatal error: ", "build"),
        ("make: ***", "build"),
        ("cmake error", "build"),
        ("npm error code eresolve", "dependency"),
        ("npm err! code eresolve", "dependency"),
        ("no matching distribution found", "dependency"),
        ("modulenotfounderror", "dependency"),
        ("cannot find module", "dependency"),
        ("cannot open shared object file", "dependency"),
        ("externally-managed-environment", "dependency"),
        ("psql:", "database"),
        ("postgresql", "database"),
        ("mysql", "database"),
        ("mariadb", "database"),
        ("mongodb", "database"),
        ("failed to start", "service"),
        (".service failed", "service"),
        ("systemctl", "service"),
        ("cluster not ready - no quorum", "proxmox"),
        ("unable to create ct", "proxmox"),
        ("pct create", "proxmox"),
        ("qm create", "proxmox"),
        ("segmentation fault", "signal"),
        ("core dumped", "signal"),
        ("syntax error near unexpected token", "shell"),
        ("unbound variable", "shell"),
        ("invalid configuration", "config"),
        ("configuration file", "config"),
        ("interrupted by user", "user_aborted"),
        ("user cancelled", "user_aborted"),
        ("cancelled by user", "user_aborted"),
        ("aborted by user", "user_aborted"),
        ("traceback (most recent call last)", "runtime"),
        ("uncaught exception", "runtime"),
        ("unhandled exception", "runtime"),
    ];

    public static string Of(int? exitCode, string error, string sent)
    {
        if (exitCode is { } code && ExitCodes.All.TryGetValue(code, out var known) && known.Category is { } category)
            return category;

        return OfText(error) ?? (sent.Length > 0 ? sent : Unknown);
    }

    // The heading repeats the description of the exit code, whose words must not count.
    private static string? OfText(string error)
    {
        var text = ErrorText.WithoutHeading(error);
        var end = text[Math.Max(0, text.Length - TextEnd)..];
        foreach (var (phrase, category) in Phrases)
        {
            if (end.Contains(phrase, StringComparison.OrdinalIgnoreCase))
                return category;
        }

        return null;
    }
}
