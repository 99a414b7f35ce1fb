using Telemetry.Manifests.Model;

namespace Telemetry.Manifests.Workloads;

/// <summary>What the manifest does not say of a service of ours.</summary>
/// <param name="Replicas">So many pods; the least where <paramref name="MaxReplicas"/> is given.</param>
/// <param name="MaxReplicas">It scales up to so many by its CPU.</param>
/// <param name="Size">Of each pod.</param>
/// <param name="Internet">The ports of servers outside that it calls.</param>
internal sealed record ServiceProfile(int Replicas, int? MaxReplicas, Size Size, IReadOnlyList<int> Internet)
{
    /// <summary>ServiceDefaults: the process answers.</summary>
    public const string Live = "/health/live";

    /// <summary>ServiceDefaults: it is ready for traffic.</summary>
    public const string Ready = "/health/ready";

    /// <summary>The user <c>app</c> of the .NET images.</summary>
    public const int User = 1654;

    /// <summary>Where traces, metrics and logs go; nowhere while it is empty.</summary>
    public static readonly Parameter Otlp = new("otel-exporter-otlp-endpoint", Secret: false, Default: "", GeneratedLength: null);

    /// <summary>By the service's name. A service that is not in the table is small and has one pod.</summary>
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

    // What Aspire tells of each reference a second time, for programs in other languages (CACHE_HOST, CACHE_URI, INGESTION_HTTP).
    private static readonly string[] s_propertiesOfConnection =
        ["HOST", "PORT", "USERNAME", "PASSWORD", "URI", "JDBCCONNECTIONSTRING", "DATABASENAME"];
    private static readonly string[] s_propertiesOfService = ["HTTP", "HTTPS"];

    /// <summary>
    /// Its variables: the manifest's and those that every service has in a deployment. Ours read connection strings and the addresses of
    /// service discovery: the same in other words would put passwords into more places, and stay as it is where a server is somewhere else.
    /// </summary>
    public static IReadOnlyList<Variable> Variables(Deployed<Project> service) =>
    [
        .. service.Variables.ExceptBy(RepeatedBy(service.Variables), variable => variable.Name),
        Text("DOTNET_EnableDiagnostics", "0"),
        Text("Logging__Console__FormatterName", "json"),
        Text("OTEL_SERVICE_NAME", service.Workload.Name),
        new(Otlp.Variable, [new(null, Otlp)]),
    ];

    /// <summary>The name of its image before a registry is put in front.</summary>
    public static string Image(string service) => $"telemetry/{service}";

    /// <summary>Asks itself whether it is ready: the images have neither a shell nor curl.</summary>
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
