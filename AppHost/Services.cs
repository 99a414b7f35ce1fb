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
            .WithHttpEndpoint(builder.UnlessRandomized(port))
            .WithEndpoint("http", endpoint => endpoint.IsProxied = replicas > 1)
            .WithHttpHealthCheck(Ready)
            .WithReplicas(replicas)
            .WithRestart()
            .WithSettings();
        return builder.ExecutionContext.IsPublishMode ? service : service.RunBuiltProgram().WithEnvironment(context => SetEnvironment(context, builder));
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

    private static void SetEnvironment(EnvironmentCallbackContext context, IDistributedApplicationBuilder builder)
    {
        var variables = context.EnvironmentVariables;
        variables["DOTNET_ENVIRONMENT"] = builder.Environment.EnvironmentName;

        // Another back end takes the place of the dashboard; without either, nothing is exported.
        var hasDashboard = !context.ExecutionContext.Services.GetRequiredService<DistributedApplicationOptions>().DisableDashboard;
        if (!hasDashboard || builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 })
            variables.Keys.Where(name => name.StartsWith("OTEL_EXPORTER_", StringComparison.Ordinal)).ToList().ForEach(name => variables.Remove(name));

        // OpenTelemetry's other settings mean what its specification says; the attributes tell one process from another as well.
        foreach (var setting in builder.Configuration.GetChildren().Where(setting => setting.Key.StartsWith("OTEL_", StringComparison.Ordinal) && setting.Value is { Length: > 0 }))
            variables[setting.Key] = setting.Key == "OTEL_RESOURCE_ATTRIBUTES" && variables.TryGetValue(setting.Key, out var own) ? $"{setting.Value},{own}" : setting.Value!;
    }
}
