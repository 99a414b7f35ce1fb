using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Telemetry.AppHost.Servers;
using Telemetry.ServiceDefaults.Settings;

namespace Telemetry.AppHost;

/// <summary>Aspire's builder with what this platform adds to it: settings, data directory, restarts, ordered stop.</summary>
internal static class HostBuilder
{
    // The longest drain of a service (DRAIN_SECONDS), and then the servers.
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(60);

    private static readonly Dictionary<string, string?> s_defaults = new(StringComparer.Ordinal)
    {
        // Else it leaves while the orchestrator still stops what it started.
        ["DcpPublisher:WaitForResourceCleanup"] = "true",
        ["Logging:LogLevel:Microsoft"] = "Warning",
        ["Logging:LogLevel:Aspire.Hosting.Dcp"] = "Warning",

        // Why a start failed is said once, without a stack trace (StartupError).
        ["Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host"] = "None",

        // What is not healthy yet during a start is no fault, and each time a whole stack trace.
        ["Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks"] = "None",
        ["Logging:LogLevel:Microsoft.AspNetCore.DataProtection"] = "Error",
    };

    /// <summary>Creates it.</summary>
    /// <param name="args">Settings as on the command line: <c>--NAME=value</c>.</param>
    /// <exception cref="SettingsException">A setting cannot work.</exception>
    /// <exception cref="DistributedApplicationException">The data directory is in use, or there is no container engine where one is asked for.</exception>
    public static IDistributedApplicationBuilder Create(string[] args)
    {
        StartupError.EndProcessWhenUnhandled();
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { Args = args, DisableDashboard = !DeveloperDashboard.IsEnabled });
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = s_defaults });
        builder.Services.AddSingleton(HostSettings.ReadAll(builder.Configuration));
        if (builder.ExecutionContext.IsPublishMode)
            return builder;

        builder.SetDashboardDefaults();
        DataDirectory.AddTo(builder);
        builder.KeepGeneratedPasswords();
        builder.CheckFixedPorts();
        builder.RestartCrashedResources();
        builder.StopAtLostPassword();
        builder.Services.AddHostedService<OrderedStop>();

        // What others wait for comes back: it is restarted.
        builder.Services.Configure<ResourceNotificationServiceOptions>(options => options.DefaultWaitBehavior = WaitBehavior.WaitOnResourceUnavailable);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        return builder;
    }

    /// <summary>The settings of the AppHost itself.</summary>
    public static HostSettings Settings(this IDistributedApplicationBuilder builder) => builder.Registered<HostSettings>();

    /// <summary>An object that was registered as an instance, before the container is built.</summary>
    public static T Registered<T>(this IDistributedApplicationBuilder builder)
        where T : class => (T)builder.Services.Last(service => service.ServiceType == typeof(T)).ImplementationInstance!;
}
