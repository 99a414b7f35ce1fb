namespace Telemetry.Dashboard;

internal static class Links
{
    public const string Overview = "/dashboard";
    public const string Runs = $"{Overview}/runs";
    public const string RunFailures = $"{Runs}/failures";
    public const string RunLog = $"{Runs}/log";
    public const string Starts = $"{Overview}/starts";
    public const string Alerts = $"{Overview}/alerts";
    public const string AlertRules = $"{Alerts}/rules";
    public const string Quarantine = $"{Overview}/quarantine";
    public const string Settings = $"{Overview}/settings";
    public const string Privacy = "/privacy";

    public static string Run(string executionId) => $"{Runs}/run?id={Uri.EscapeDataString(executionId)}";

    public static string Application(string slug) => $"{Overview}/applications/{Uri.EscapeDataString(slug)}";

    public static string ApplicationSettings(string slug) => $"{Application(slug)}/settings";

    public static string Instance(Guid id) => $"{Overview}/instances/{id}";

    /// <summary>The gateway's login page, which leads back to a path.</summary>
    public static string LogIn(string path) => $"/login?returnUrl={Uri.EscapeDataString(path)}";

    public static string RunExport(int days) => $"/api/v1/admin/export/runs?format=csv&days={days}";

    /// <summary>Null unless the address is absolute and https: other schemes may run scripts.</summary>
    public static string? External(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps ? uri.AbsoluteUri : null;
}
