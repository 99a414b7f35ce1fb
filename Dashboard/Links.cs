namespace Telemetry.Dashboard;

/// <summary>The addresses of the pages.</summary>
public static class Links
{
    /// <summary>All applications.</summary>
    public const string Overview = "/dashboard";

    /// <summary>How runs of scripts fared.</summary>
    public const string Runs = $"{Overview}/runs";

    /// <summary>Why runs of scripts failed.</summary>
    public const string RunFailures = $"{Runs}/failures";

    /// <summary>Runs of scripts, one by one.</summary>
    public const string RunLog = $"{Runs}/log";

    /// <summary>One run of a script.</summary>
    public static string Run(string executionId) => $"{Runs}/run?id={Uri.EscapeDataString(executionId)}";

    /// <summary>Starts of containers.</summary>
    public const string Starts = $"{Overview}/starts";

    /// <summary>What is alerted of.</summary>
    public const string Alerts = $"{Overview}/alerts";

    /// <summary>When to alert.</summary>
    public const string AlertRules = $"{Alerts}/rules";

    /// <summary>What could not be stored.</summary>
    public const string Quarantine = $"{Overview}/quarantine";

    /// <summary>What is in force, and who is logged in.</summary>
    public const string Settings = $"{Overview}/settings";

    /// <summary>Where an admin logs in, on the way to a page; the gateway's.</summary>
    public static string LogIn(string path) => $"/login?returnUrl={Uri.EscapeDataString(path)}";

    /// <summary>What is collected; for everybody.</summary>
    public const string Privacy = "/privacy";

    /// <summary>One application.</summary>
    public static string Application(string slug) => $"{Overview}/applications/{Uri.EscapeDataString(slug)}";

    /// <summary>One application's links and badges.</summary>
    public static string ApplicationSettings(string slug) => $"{Application(slug)}/settings";

    /// <summary>One instance.</summary>
    public static string Instance(Guid id) => $"{Overview}/instances/{id}";

    /// <summary>A file with all runs of the last days.</summary>
    public static string ExportOfRuns(int days) => $"/api/v1/admin/export/runs?format=csv&days={days}";

    /// <summary>The address as it is when it may be a link: absolute and https; else null. Other schemes may run scripts.</summary>
    public static string? External(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps ? uri.AbsoluteUri : null;
}
