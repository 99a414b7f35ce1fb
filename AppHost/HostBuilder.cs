using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Telemetry.AppHost.Data;
using Telemetry.AppHost.Servers;
using Telemetry.ServiceDefaults.Settings;

namespace Telemetry.AppHost;

/// <summary>Aspire's builder with the additions of this platform: settings, data directory, restarts, ordered stop.</summary>
internal static class HostBuilder
{
    // For the longest drain of a service (DRAIN_SECONDS), and then for the servers.
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(60);

    private static readonly Dictionary<string, string?> s_defaults = new(StringComparer.Ordinal)
    {
        // Without it the AppHost ends while the orchestrator still stops its processes.
        ["DcpPublisher:WaitForResourceCleanup"] = "true",
        ["Logging:LogLevel:Microsoft"] = "Warning",
        ["Logging:LogLevel:Aspire.Hosting.Dcp"] = "Warning",

        // The reason of a failed start is printed once, without a stack trace (EndProcessWithMessage).
        ["Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host"] = "None",

        // A check that fails during a start is no error, and each would be logged with a stack trace.
        ["Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks"] = "None",
        ["Logging:LogLevel:Microsoft.AspNetCore.DataProtection"] = "Error",
    };

    /// <summary>
    /// Arguments are settings: <c>--NAME=value</c>. Throws <see cref="SettingsException"/> for an invalid setting, and
    /// <see cref="DistributedApplicationException"/> if the data directory is in use or a required container engine is missing.
    /// </summary>
    public static IDistributedApplicationBuilder Create(string[] args)
    {
        EndProcessWithMessage();
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            Args = args,
            DisableDashboard = !DeveloperDashboard.IsEnabled,
        });
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = s_defaults });
        builder.Services.AddSingleton(HostSettings.ReadAll(builder.Configuration));
        if (builder.ExecutionContext.IsPublishMode)
            return builder;

        builder.SetDashboardDefaults();
        DataDirectory.AddTo(builder);
        builder.StoreGeneratedPasswords();
        builder.CheckFixedPorts();
        builder.RestartCrashedResources();
        builder.StopAtLostPassword();
        builder.Services.AddHostedService<OrderedStop>();

        // A resource that others wait for comes back: it is restarted.
        builder.Services.Configure<ResourceNotificationServiceOptions>(
            options => options.DefaultWaitBehavior = WaitBehavior.WaitOnResourceUnavailable);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        return builder;
    }

    public static HostSettings Settings(this IDistributedApplicationBuilder builder) =>
        (HostSettings)builder.Services.Last(service => service.ServiceType == typeof(HostSettings)).ImplementationInstance!;

    // A process that cannot start ends with the message alone and exit code 1: inside a stack trace it would be overlooked. Hosts that
    // catch the exception (tests) are not affected.
    private static void EndProcessWithMessage() => AppDomain.CurrentDomain.UnhandledException += (_, e) =>
    {
        // Aspire's Run waits for a task, which wraps its exception.
        var exception = e.ExceptionObject is AggregateException { InnerException: { } inner } ? inner : e.ExceptionObject;
        if (exception is not DistributedApplicationException error)
            return;

        Console.Error.WriteLine(error.Message);
        Environment.Exit(1);
    };

    // Stops the services before the orchestrator stops everything at once: accepted data still reach their server. Hosted services are
    // stopped in reverse order of their registration, and the orchestrator's is registered first.
    private sealed class OrderedStop(DistributedApplicationModel model, ResourceCommandService commands) : IHostedService
    {
        private Task? _stop;

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        // Aspire's test host stops twice. The second time the orchestrator is gone, and a command would wait for its timeout of a minute.
        public Task StopAsync(CancellationToken cancellationToken) => _stop ??= Task.WhenAll(model.GetProjectResources().Select(service =>
            commands.ExecuteCommandAsync(service, KnownResourceCommands.StopCommand, cancellationToken)));
    }
}
