using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Engine;
using Aspire.Hosting.Publishing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

internal sealed class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    // Long enough for every server's own limit one after the other (Workload.StopWithin).
    private static readonly TimeSpan StopWithin = TimeSpan.FromMinutes(2);

    private static readonly string[] s_notForTests = [DataDirectories.Key, DashboardSettings.Switch, DashboardSettings.PagesKey, DashboardSettings.OtlpKey];

    private readonly HostApplicationBuilder _host;
    private readonly EntryPointHook? _hook;
    private readonly AppHostProject _project;

    public DistributedApplicationBuilder(string[] args, EntryPointHook? hook)
    {
        _hook = hook;
        _project = AppHostProject.Of(hook?.AppHost);
        _host = new HostApplicationBuilder(new HostApplicationBuilderSettings
        {
            Args = args,
            ContentRootPath = AppHostDirectory,

            // What launchSettings.json says when "dotnet run" starts the AppHost; the package reads it for tests.
            EnvironmentName = hook is null ? null : System.Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") ?? Environments.Development,
        });

        if (IsTest)
            IsolateTest(args);
        ExecutionContext = new(publishes: Configuration[ManifestPublisher.PublisherKey] is not null);
        Secrets = new SecretStore(DataDirectory());
        _host.Configuration.Sources.Insert(0, Secrets.AsConfiguration());

        _host.Logging.ClearProviders();
        // Why a start failed is said once, by DistributedApplication or by the test that starts it.
        _host.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        _host.Services.Configure<ConsoleLifetimeOptions>(lifetime => lifetime.SuppressStatusMessages = true);
        _host.Services.Configure<HostOptions>(options => options.ShutdownTimeout = StopWithin);
        _host.Services.AddSingleton(_project);
        _host.Services.AddSingleton(Resources);
        if (ExecutionContext.IsPublishMode)
            _host.Services.AddHostedService<ManifestPublisher>();
        else
            AddEngine();
    }

    public ConfigurationManager Configuration => _host.Configuration;

    public string AppHostDirectory => _project.Directory;

    public IHostEnvironment Environment => _host.Environment;

    public DistributedApplicationExecutionContext ExecutionContext { get; }

    public IServiceCollection Services => _host.Services;

    public IResourceCollection Resources { get; } = new ResourceCollection();

    public SecretStore Secrets { get; }

    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource
    {
        if (Resources.Any(r => string.Equals(r.Name, resource.Name, StringComparison.OrdinalIgnoreCase)))
            throw new DistributedApplicationException($"There are two resources with the name {resource.Name}.");

        Resources.Add(resource);
        return new ResourceBuilder<T>(this, resource);
    }

    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource => new ResourceBuilder<T>(this, resource);

    public DistributedApplication Build()
    {
        _hook?.Building(this);
        var app = new DistributedApplication(_host.Build(), _hook);
        _hook?.Built(app);
        return app;
    }

    private bool IsTest => _hook is not null || !_project.IsKnown;

    private void AddEngine()
    {
        _host.Services.AddSingleton<ILoggerProvider, LogStream>();
        _host.Services.AddSingleton(_ => new ResourceNotificationService());
        _host.Services.AddSingleton(_ => new DashboardSettings(Configuration, IsTest));
        _host.Services.AddSingleton(services => new SecretValues(Resources, services.GetRequiredService<DashboardSettings>().Secrets));
        _host.Services.AddSingleton<DashboardFeed>();
        _host.Services.AddSingleton(_ => new DataDirectories(Secrets.Directory));
        _host.Services.AddSingleton(new PortPolicy(IgnoreFixed: _hook is not null));
        _host.Services.AddHostedService<Orchestrator>();
        _host.Services.AddHostedService<HangUp>();
    }

    // A test never touches the data of the run beside it, whatever the environment says; its arguments may ask for a directory and for a dashboard.
    private void IsolateTest(string[] args)
    {
        Configuration.AddInMemoryCollection([.. s_notForTests.Select(key => KeyValuePair.Create(key, (string?)null))]);
        Configuration.AddCommandLine(args);
    }

    // Without an AppHost project (a test's own model) there is no clone to keep data in; what is published has none here.
    private string? DataDirectory() => ExecutionContext.IsPublishMode ? null : Configuration[DataDirectories.Key] is { Length: > 0 } configured
        ? Path.GetFullPath(configured, _project.Root)
        : _project.IsKnown && _hook is null ? Path.Combine(_project.Root, ".data") : null;
}
