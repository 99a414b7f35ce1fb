using System.Net;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Engine;

/// <summary>A service or another program of the model.</summary>
internal abstract class ProgramWorkload(IResource resource) : Workload(resource.Name)
{
    // One for all: it keeps a connection per service between checks.
    private static readonly HttpClient s_http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });

    private readonly HttpHealthCheckAnnotation[] _checks = [.. resource.Annotations.OfType<HttpHealthCheckAnnotation>()];

    public override IReadOnlyList<IResource> Provides => [resource];

    public override IReadOnlyList<string> After { get; } = [.. resource.Annotations.OfType<WaitAnnotation>().Select(w => w.Resource.Name)];

    public override string Address => string.Join(", ", Endpoints.Select(e => new EndpointReference((IResourceWithEndpoints)resource, e.Name).Url));

    protected IEnumerable<EndpointAnnotation> Endpoints => resource.Annotations.OfType<EndpointAnnotation>();

    public override async ValueTask<CommandLine> CommandAsync(CancellationToken cancellationToken)
    {
        var context = new EnvironmentCallbackContext();
        foreach (var (name, value) in Defaults())
            context.EnvironmentVariables[name] = value;
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
            annotation.Callback(context);

        var environment = new Dictionary<string, string>();
        foreach (var (name, value) in context.EnvironmentVariables)
            environment[name] = (value is IValueProvider provider ? await provider.GetValueAsync(cancellationToken) : value.ToString()) ?? "";

        var args = resource.Annotations.OfType<CommandLineArgsAnnotation>().SelectMany(a => a.Args);
        return Program([.. args]) with { Environment = environment };
    }

    public override async Task ProbeAsync(CancellationToken cancellationToken)
    {
        foreach (var check in _checks)
        {
            using var response = await s_http.GetAsync(new Uri(new Uri(check.Endpoint.Url), check.Path), cancellationToken);
            if ((int)response.StatusCode != check.StatusCode)
                throw new IOException($"{check.Path} answers {(int)response.StatusCode}{(response.StatusCode == HttpStatusCode.ServiceUnavailable ? " (not ready)" : "")}");
        }
    }

    protected virtual IReadOnlyDictionary<string, string> Defaults() => new Dictionary<string, string>();

    protected abstract CommandLine Program(IReadOnlyList<string> args);
}

/// <summary>A program that is there already.</summary>
internal sealed class ExecutableWorkload(ExecutableResource resource) : ProgramWorkload(resource)
{
    protected override CommandLine Program(IReadOnlyList<string> args) => new(resource.Command, args, resource.WorkingDirectory);
}

/// <summary>A .NET service.</summary>
/// <param name="project">The service.</param>
/// <param name="resource">Itself, or one of its replicas.</param>
/// <param name="changed">Hears how it is.</param>
/// <param name="appHost">Where things are.</param>
/// <param name="host">The AppHost's environment.</param>
/// <param name="configuration">The AppHost's.</param>
/// <param name="dashboard">Where telemetry goes.</param>
internal sealed class ProjectWorkload(
    ProjectResource project, IResource resource, Action<WorkloadStatus> changed, AppHostProject appHost, IHostEnvironment host, IConfiguration configuration, DashboardSettings dashboard)
    : ProgramWorkload(resource)
{
    public override string? ReplicaOf => Name == project.Name ? null : project.Name;

    // Who is about to leave must be found out before it has left: others get its connections.
    public override TimeSpan ProbeEach => ReplicaOf is null ? base.ProbeEach : TimeSpan.FromSeconds(1);

    public override string Source(CommandLine command) => Path.GetRelativePath(appHost.Root, project.ProjectPath);

    public override void Require(Programs programs) => appHost.Output(project.ProjectPath);

    public override void Changed(WorkloadStatus status) => changed(status);

    protected override IReadOnlyDictionary<string, string> Defaults()
    {
        var variables = new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = host.EnvironmentName,
            ["DOTNET_ENVIRONMENT"] = host.EnvironmentName,
            ["ASPNETCORE_URLS"] = string.Join(';', Endpoints.Select(e => $"{e.UriScheme}://{e.Host}:{e.AllocatedPort}")),

            // One line per entry, so that the name before it is on each.
            ["Logging__Console__FormatterName"] = "simple",
            ["Logging__Console__FormatterOptions__SingleLine"] = "true",
        };
        if (dashboard.IsOn)
            variables["DOTNET_SYSTEM_CONSOLE_ALLOW_ANSI_COLOR_REDIRECTION"] = "true";
        foreach (var (name, value) in Export())
            variables[name] = value;

        return variables;
    }

    // Where traces, metrics and logs go: as the configuration says, else to the dashboard, else nowhere.
    private IEnumerable<KeyValuePair<string, string>> Export()
    {
        const string Attributes = "OTEL_RESOURCE_ATTRIBUTES";
        var told = configuration.AsEnumerable()
            .Where(s => s.Key.StartsWith("OTEL_", StringComparison.Ordinal) && s.Value is { Length: > 0 })
            .ToDictionary(s => s.Key, s => s.Value!);
        var isToDashboard = !told.ContainsKey("OTEL_EXPORTER_OTLP_ENDPOINT");
        if (isToDashboard && !dashboard.IsOn)
            return [];

        var instance = $"service.instance.id={Guid.NewGuid():n}";
        return
        [
            .. DashboardSettings.Pace.Where(_ => isToDashboard),
            .. told,
            .. dashboard.Export.Where(_ => isToDashboard),
            new("OTEL_SERVICE_NAME", project.Name),
            new(Attributes, told.TryGetValue(Attributes, out var more) ? $"{more},{instance}" : instance),
        ];
    }

    // The executable beside the assembly, not "dotnet run": signals and the exit code are the service's own. Its project directory is
    // its content root.
    protected override CommandLine Program(IReadOnlyList<string> args)
    {
        var assembly = appHost.Output(project.ProjectPath);
        return configuration["SERVICES_DIR"] is { Length: > 0 } published
            ? Published(Path.Combine(published, project.Name), Path.GetFileName(assembly), args)
            : CommandLine.OfAssembly(assembly, args, Path.GetDirectoryName(project.ProjectPath)!);
    }

    // From its published files alone, as a user who may not write them: as in a container.
    private static CommandLine Published(string files, string assembly, IReadOnlyList<string> args) =>
        CommandLine.OfAssembly(Path.Combine(files, assembly), args, files) with { User = ServerUser.For("nobody") };
}
