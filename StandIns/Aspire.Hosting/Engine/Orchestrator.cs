using Aspire.Dashboard.Feed;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Engine;

/// <summary>Turns the model into workloads, starts all at once (each waits for what it needs), and stops them in reverse order.</summary>
internal sealed class Orchestrator(
    IResourceCollection resources,
    AppHostProject appHost,
    PortPolicy policy,
    DataDirectories directories,
    ResourceNotificationService notifications,
    DashboardSettings dashboardSettings,
    DashboardFeed feed,
    IConfiguration configuration,
    IHostEnvironment environment,
    ILoggerFactory logs) : IHostedService, IAsyncDisposable
{
    private readonly Ports _ports = new();
    private Watchdog? _watchdog;
    private readonly List<ReplicaSet> _sets = [];
    private Supervisor[] _supervisors = [];
    private Supervisor? _dashboard;

    /// <summary>For tests: the dashboard's process.</summary>
    internal int? DashboardProcessId => _dashboard?.ProcessId;

    /// <summary>For tests: the process of a workload.</summary>
    internal int? ProcessId(string name) => _supervisors.Single(s => s.Workload.Name == name).ProcessId;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        directories.Open();
        foreach (var replica in resources.OfType<ProjectResource>().SelectMany(ReplicaResource.Each).ToList())
            resources.Add(replica);
        _ports.Allocate(resources, policy, configuration);
        dashboardSettings.Allocate(_ports);
        foreach (var parameter in resources.OfType<ParameterResource>())
            _ = parameter.Value;

        _watchdog = new Watchdog();
        var workloads = resources.SelectMany(Workloads).ToList();
        Require(workloads);
        _supervisors = [.. workloads.Select(Supervise)];
        if (dashboardSettings.IsOn)
            _dashboard = Supervise(new DashboardWorkload(dashboardSettings, feed, Obey, logs.CreateLogger("developer-dashboard")));
        _sets.ForEach(set => set.Start());
        _dashboard?.Start();
        foreach (var supervisor in _supervisors)
            supervisor.Start();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var stopping = new Dictionary<Supervisor, Task>();
        await Task.WhenAll(_supervisors.Select(StopInOrder));

        // Last: services send what they have left when they stop.
        if (_dashboard is not null)
            await _dashboard.StopAsync();

        // A workload stops when everything that was started after it has stopped.
        Task StopInOrder(Supervisor supervisor)
        {
            if (stopping.TryGetValue(supervisor, out var task))
                return task;

            var later = _supervisors.Where(s => s.Workload.After.Any(name => Is(supervisor.Workload, name))).Select(StopInOrder).ToList();
            return stopping[supervisor] = StopAfterAsync(supervisor, later);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        foreach (var supervisor in _supervisors)
            supervisor.Dispose();
        _sets.ForEach(set => set.Dispose());
        _dashboard?.Dispose();
        if (_watchdog is not null)
            await _watchdog.DisposeAsync();
        directories.Dispose();
        _ports.Dispose();
    }

    private static async Task StopAfterAsync(Supervisor supervisor, IEnumerable<Task> later)
    {
        await Task.WhenAll(later);
        await supervisor.StopAsync();
    }

    private static bool Is(Workload workload, string name) => workload.Name == name || workload.ReplicaOf == name || workload.Provides.Any(r => r.Name == name);

    private Supervisor Supervise(Workload workload) => new(workload, HealthyAsync, notifications, feed, _watchdog!, logs.CreateLogger(workload.Name));

    private void Obey(Command command) => _supervisors.FirstOrDefault(s => s.Workload.Name == command.Resource)?.Obey(command.Kind);

    private async Task HealthyAsync(string name, CancellationToken cancellationToken)
    {
        await Task.WhenAll(_supervisors.Where(s => Is(s.Workload, name)).Select(s => s.HealthyOnce)).WaitAsync(cancellationToken);
    }

    private IEnumerable<Workload> Workloads(IResource resource)
    {
        var log = logs.CreateLogger(resource.Name);
        switch (resource)
        {
            case PostgresServerResource postgres:
                yield return new PostgresServer(postgres, directories, _watchdog!, log);
                break;
            case RedisResource redis:
                yield return new RedisServer(redis, directories, _watchdog!, log);
                break;
            case RabbitMQServerResource rabbit:
                var mapper = new PortMapper(rabbit.Name, _ports);
                yield return mapper;
                yield return new RabbitMqServer(rabbit, mapper, _ports, directories, _watchdog!, log);
                break;
            case ProjectResource project when Replicas(project) is { Count: > 0 } replicas:
                var set = new ReplicaSet(project, replicas, notifications);
                _sets.Add(set);
                foreach (var replica in replicas)
                    yield return new ProjectWorkload(project, replica, status => set.Set(replica, status), appHost, environment, configuration, dashboardSettings);
                break;
            case ProjectResource project:
                yield return new ProjectWorkload(project, project, _ => { }, appHost, environment, configuration, dashboardSettings);
                break;
            case ExecutableResource executable:
                yield return new ExecutableWorkload(executable);
                break;
        }
    }

    private List<ReplicaResource> Replicas(ProjectResource project) => [.. resources.OfType<ReplicaResource>().Where(replica => replica.Of == project)];

    // All at once, so that one apt-get is enough.
    private static void Require(IEnumerable<Workload> workloads)
    {
        var missing = new List<string>();
        foreach (var workload in workloads)
        {
            try
            {
                workload.Require(Programs.OfThisMachine);
            }
            catch (DistributedApplicationException e)
            {
                missing.Add(e.Message);
            }
        }

        if (missing.Count > 0)
            throw new DistributedApplicationException(string.Join(Environment.NewLine, missing));
    }
}
