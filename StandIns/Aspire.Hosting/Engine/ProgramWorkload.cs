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
internal sealed class ProjectWorkload(ProjectResource resource, AppHostProject appHost, IHostEnvironment host, IConfiguration configuration) : ProgramWorkload(resource)
{
    public override void Require(Programs programs) => appHost.Output(resource.ProjectPath);

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
        if (configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 })
        {
            foreach (var (name, value) in configuration.AsEnumerable().Where(s => s.Key.StartsWith("OTEL_", StringComparison.Ordinal)))
                variables[name] = value ?? "";
            variables["OTEL_SERVICE_NAME"] = Name;
            variables["OTEL_RESOURCE_ATTRIBUTES"] = string.Join(
                ',', new[] { configuration["OTEL_RESOURCE_ATTRIBUTES"], $"service.instance.id={Guid.NewGuid():n}" }.Where(a => !string.IsNullOrEmpty(a)));
        }

        return variables;
    }

    // The executable beside the assembly, not "dotnet run": signals and the exit code are the service's own. Its project directory is
    // its content root.
    protected override CommandLine Program(IReadOnlyList<string> args)
    {
        var assembly = appHost.Output(resource.ProjectPath);
        var directory = Path.GetDirectoryName(resource.ProjectPath)!;
        var executable = Path.ChangeExtension(assembly, null);
        return File.Exists(executable) ? new(executable, args, directory) : new("dotnet", [assembly, .. args], directory);
    }
}
