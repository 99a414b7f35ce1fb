using Telemetry.Manifests.Model;

namespace Telemetry.Manifests.Workloads;

/// <summary>
/// Properties of a platform's service that the manifest lacks. With MaxReplicas it scales up by its CPU, and Replicas is the minimum.
/// Internet has the ports of external servers that it calls.
/// </summary>
internal sealed record ServiceProfile(int Replicas, int? MaxReplicas, Size Size, IReadOnlyList<int> Internet)
{
    /// <summary>The path in ServiceDefaults: the process responds.</summary>
    public const string Live = "/health/live";

    /// <summary>The path in ServiceDefaults: the service is ready for traffic.</summary>
    public const string Ready = "/health/ready";

    /// <summary>The user <c>app</c> of the .NET images.</summary>
    public const int User = 1654;

    /// <summary>The address for traces, metrics and logs; empty: none are sent.</summary>
    public static readonly Parameter Otlp = new("otel-exporter-otlp-endpoint", Secret: false, Default: "", GeneratedLength: null);

    /// <summary>A service that is not in the table is small and has one pod.</summary>
    public static ServiceProfile Of(string service) => service switch
    {
        "gateway" => new(2, 6, new("100m", "1", "128Mi", "256Mi"), []),
        "ingestion" => new(2, 6, new("200m", "2", "192Mi", "384Mi"), []),

        // api.github.com
        "aggregation" => new(2, null, new("250m", "2", "256Mi", "768Mi"), [443]),
        "dashboard" => new(2, null, new("50m", "1", "128Mi", "256Mi"), []),

        // SMTP: plain, implicit TLS, submission; webhooks
        "notifications" => new(2, null, new("50m", "500m", "128Mi", "256Mi"), [25, 465, 587, 443]),
        _ => new(1, null, new("100m", "1", "128Mi", "256Mi"), []),
    };

    // Aspire sets each reference a second time, for programs in other languages (CACHE_HOST, CACHE_URI, INGESTION_HTTP).
    private static readonly string[] s_propertiesOfConnection =
        ["HOST", "PORT", "USERNAME", "PASSWORD", "URI", "JDBCCONNECTIONSTRING", "DATABASENAME"];
    private static readonly string[] s_propertiesOfService = ["HTTP", "HTTPS"];

    /// <summary>
    /// The manifest's variables and those that every service has in a deployment. Services read connection strings and the addresses of
    /// service discovery. Aspire's copies of them would put passwords into more places, and would not follow a server that is moved.
    /// </summary>
    public static IReadOnlyList<Variable> Variables(Deployed<Project> service) =>
    [
        .. service.Variables.ExceptBy(RepeatedBy(service.Variables), variable => variable.Name),
        Text("DOTNET_EnableDiagnostics", "0"),
        Text("Logging__Console__FormatterName", "json"),
        Text("OTEL_SERVICE_NAME", service.Workload.Name),
        new(Otlp.Variable, [new(null, Otlp)]),
    ];

    /// <summary>The name of its image without a registry.</summary>
    public static string Image(string service) => $"telemetry/{service}";

    /// <summary>The images have neither a shell nor curl, so the service checks its own readiness.</summary>
    public static IReadOnlyList<string> HealthCommand(Project service) =>
        ["dotnet", $"Telemetry.{Path.GetFileNameWithoutExtension(service.Path)}.dll", "--health"];

    private static IEnumerable<string> RepeatedBy(IReadOnlyList<Variable> variables) => variables.SelectMany(RepeatedBy);

    private static IEnumerable<string> RepeatedBy(Variable variable) => variable.Name.Split("__") switch
    {
        ["ConnectionStrings", var name] => s_propertiesOfConnection.Select(property => $"{Prefix(name)}_{property}"),
        ["services", var name, ..] => s_propertiesOfService.Select(property => $"{Prefix(name)}_{property}"),
        _ => [],
    };

    private static string Prefix(string resource) => resource.ToUpperInvariant().Replace('-', '_');

    private static Variable Text(string name, string value) => new(name, [new(value, null)]);
}
