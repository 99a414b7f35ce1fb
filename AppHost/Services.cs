using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Telemetry.AppHost.Servers;

namespace Telemetry.AppHost;

/// <summary>What the five services share in the model.</summary>
internal static class Services
{
    private const string Ready = "/health/ready";

    /// <summary>
    /// Adds a service: its processes, its endpoint, its health, its settings. It listens on its endpoint itself, so that it sees its clients'
    /// addresses; only several processes have the orchestrator's proxy before them.
    /// </summary>
    public static IResourceBuilder<ProjectResource> AddService<TProject>(this IDistributedApplicationBuilder builder, string name, int? port = null)
        where TProject : IProjectMetadata, new()
    {
        var replicas = builder.Settings().Replicas;
        var service = builder.AddProject<TProject>(name, launchProfileName: null)
            .WithHttpEndpoint(port)
            .WithEndpoint("http", endpoint => endpoint.IsProxied = replicas > 1)
            .WithHttpHealthCheck(Ready)
            .WithReplicas(replicas)
            .WithRestart()
            .WithSettings();
        return builder.ExecutionContext.IsPublishMode ? service : service.RunBuiltProgram().WithEnvironment(Environment(builder));
    }

    // `dotnet run` would be a second process beside each of a service, and evaluate its project at each start.
    private static IResourceBuilder<ProjectResource> RunBuiltProgram(this IResourceBuilder<ProjectResource> service)
    {
        var project = service.Resource.GetProjectMetadata().ProjectPath;
        var directory = Path.GetDirectoryName(project)!;

        // The same for all projects; this assembly itself may run from the output of a test.
        var configuration = typeof(Services).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        var framework = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return service.WithAnnotation(new ExecutableAnnotation
        {
            Command = Path.Combine(directory, "bin", configuration, framework, $"Telemetry.{Path.GetFileNameWithoutExtension(project)}"),
            WorkingDirectory = directory,
        });
    }

    private static Action<EnvironmentCallbackContext> Environment(IDistributedApplicationBuilder builder) => context =>
    {
        context.EnvironmentVariables["DOTNET_ENVIRONMENT"] = builder.Environment.EnvironmentName;

        // Somebody else's back end takes the place of the dashboard; without either nothing is exported.
        const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
        var isElsewhere = builder.Configuration[Endpoint] is { Length: > 0 };
        if (isElsewhere || context.ExecutionContext.Services.GetRequiredService<DistributedApplicationOptions>().DisableDashboard)
            context.EnvironmentVariables.Where(variable => variable.Key.StartsWith("OTEL_EXPORTER_", StringComparison.Ordinal)).ToList()
                .ForEach(variable => context.EnvironmentVariables.Remove(variable.Key));
        foreach (var variable in builder.Configuration.GetChildren().Where(variable => variable.Key.StartsWith("OTEL_", StringComparison.Ordinal) && variable.Value is { Length: > 0 }))
            context.EnvironmentVariables[variable.Key] = variable.Value!;
    };
}
