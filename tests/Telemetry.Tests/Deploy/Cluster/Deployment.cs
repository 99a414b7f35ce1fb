using System.Text.Json.Nodes;

namespace Telemetry.Tests.Deploy.Cluster;

/// <summary>A Deployment of the manifests with its Service, run on this machine.</summary>
public sealed class Deployment : IAsyncDisposable
{
    private readonly List<Pod> _pods = [];
    private readonly string _files;
    private readonly Func<string, IReadOnlyDictionary<string, string>> _variables;
    private readonly Relay _service;
    private volatile Pod[] _endpoints = [];
    private int _started;
    private int _next;

    /// <param name="manifest">The manifest of the Deployment.</param>
    /// <param name="files">The directory of its published files.</param>
    /// <param name="variables">Returns the environment of the pod with a name.</param>
    public Deployment(JsonObject manifest, string files, Func<string, IReadOnlyDictionary<string, string>> variables)
    {
        (Name, _files, _variables) = (Policy.Name(manifest), files, variables);
        _service = new Relay("127.0.0.1", () => _endpoints[Interlocked.Increment(ref _next) % _endpoints.Length].Port);
    }

    public string Name { get; }

    /// <summary>The port of its Service on this machine.</summary>
    public int Port => _service.Port;

    /// <summary>Starts a number of pods and waits until they are ready.</summary>
    public async Task StartAsync(int pods)
    {
        for (var number = 0; number < pods; number++)
            Start();
        foreach (var pod in _pods)
            await pod.WaitUntilReadyAsync();
        _endpoints = [.. _pods];
    }

    /// <summary>
    /// Replaces one pod after the other, as a rolling update does: a new pod is ready before an old pod gets no more connections and then
    /// SIGTERM.
    /// </summary>
    public async Task ReplaceAsync()
    {
        foreach (var old in _pods.ToList())
        {
            var pod = Start();
            await pod.WaitUntilReadyAsync();
            _endpoints = [.. _endpoints.Except([old]), pod];
            await old.StopAsync();
            _pods.Remove(old);
            old.Dispose();
        }
    }

    /// <summary>Sends SIGTERM to all pods; each must exit with 0.</summary>
    public Task StopAsync() => Task.WhenAll(_pods.Select(pod => pod.StopAsync()));

    /// <summary>Runs its program to the end as a separate container.</summary>
    public Task<Command> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        Pod.RunAsync(_files, Assembly, arguments, environment);

    /// <summary>Runs the health command of the Compose file for a pod.</summary>
    public Task<Command> CheckHealthAsync() =>
        RunAsync(new Dictionary<string, string>(_variables(Name)) { ["HTTP_PORTS"] = $"{_pods[0].Port}" }, "--health");

    public async ValueTask DisposeAsync()
    {
        _pods.ForEach(pod => pod.Dispose());
        await _service.DisposeAsync();
    }

    private string Assembly =>
        Path.GetFileName(Assert.Single(Directory.GetFiles(_files, "*.runtimeconfig.json")))
            .Replace(".runtimeconfig.json", ".dll", StringComparison.Ordinal);

    private Pod Start()
    {
        var name = $"{Name}-{_started++}";
        var pod = Pod.Start(name, _files, Assembly, _variables(name));
        _pods.Add(pod);
        return pod;
    }
}
