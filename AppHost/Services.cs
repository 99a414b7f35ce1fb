using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Telemetry.AppHost.Servers;

namespace Telemetry.AppHost;

internal static class Services
{
    private const string Ready = "/health/ready";

    /// <summary>
    /// Adds a service's processes, endpoint, health check and settings. A single process listens on the endpoint itself, so that it sees
    /// its clients' addresses; several processes are behind the orchestrator's proxy.
    /// </summary>
    public static IResourceBuilder<ProjectResource> AddService<TProject>(
        this IDistributedApplicationBuilder builder, string name, int? port = null)
        where TProject : IProjectMetadata, new()
    {
        var replicas = builder.Settings().Replicas;
        var service = builder.AddProject<TProject>(name, launchProfileName: null)
            .WithHttpEndpoint(builder.UnlessRandomized(port))
            .WithEndpoint("http", endpoint => endpoint.IsProxied = replicas > 1)
            .WithHttpHealthCheck(Ready)
            .WithReplicas(replicas)
            .WithRestart()
            .WithSettings();
        return builder.ExecutionContext.IsPublishMode
            ? service
            : service.RunBuiltProgram().WithEnvironment(context => SetEnvironment(context, builder));
    }

    // `dotnet run` would add a second process to each one, and evaluate the project at each start.
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

    private static void SetEnvironment(EnvironmentCallbackContext context, IDistributedApplicationBuilder builder)
    {
        var variables = context.EnvironmentVariables;
        variables["DOTNET_ENVIRONMENT"] = builder.Environment.EnvironmentName;

        // Another back end replaces the dashboard; without either, nothing is exported.
        var hasDashboard = !context.ExecutionContext.Services.GetRequiredService<DistributedApplicationOptions>().DisableDashboard;
        if (!hasDashboard || builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 })
        {
            foreach (var name in variables.Keys.Where(name => name.StartsWith("OTEL_EXPORTER_", StringComparison.Ordinal)).ToList())
                variables.Remove(name);
        }

        // OpenTelemetry's other settings are passed on. The attributes are merged: those of the orchestrator distinguish processes.
        foreach (var setting in builder.Configuration.GetChildren())
        {
            if (!setting.Key.StartsWith("OTEL_", StringComparison.Ordinal) || setting.Value is not { Length: > 0 } value)
                continue;

            var isMerged = setting.Key == "OTEL_RESOURCE_ATTRIBUTES" && variables.ContainsKey(setting.Key);
            variables[setting.Key] = isMerged ? $"{value},{variables[setting.Key]}" : value;
        }
    }
}
