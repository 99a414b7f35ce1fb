using System.Text.Json.Nodes;
using Aspire.Hosting.Engine;

namespace Telemetry.Tests.Deploy.Cluster;

/// <summary>A Deployment of the manifests with its Service, on this machine.</summary>
/// <param name="manifest">The Deployment.</param>
/// <param name="files">Its published output.</param>
/// <param name="variables">The environment of a pod of this name.</param>
/// <param name="port">The Service's port on this machine.</param>
public sealed class Deployment(JsonObject manifest, string files, Func<string, IReadOnlyDictionary<string, string>> variables, int port) : IDisposable
{
    private readonly List<Pod> _pods = [];
    private EndpointProxy? _service;

    /// <summary>Its name.</summary>
    public string Name { get; } = Policy.Name(manifest);

    /// <summary>Where its Service listens on this machine.</summary>
    public int Port => port;

    /// <summary>Starts so many pods and, when they are ready, its Service.</summary>
    public async Task StartAsync(int pods)
    {
        for (var number = 0; number < pods; number++)
            Start();
        foreach (var pod in _pods)
            await pod.WaitUntilReadyAsync();
        int[] ports = [.. _pods.Select(pod => pod.Port)];
        _service = EndpointProxy.Start(port, () => ports);
    }

    /// <summary>SIGTERM to all pods: each ends by itself and well.</summary>
    public Task StopAsync() => Task.WhenAll(_pods.Select(pod => pod.StopAsync()));

    /// <summary>Runs its program to its end in a container of its own.</summary>
    public Task<Command> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments) => Pod.RunAsync(files, Assembly, arguments, environment);

    /// <summary>What Compose asks a pod of it for its health with.</summary>
    public Task<Command> AskHealthAsync() => RunAsync(new Dictionary<string, string>(variables(Name)) { ["HTTP_PORTS"] = $"{_pods[0].Port}" }, "--health");

    public void Dispose()
    {
        _pods.ForEach(pod => pod.Dispose());
        _service?.Dispose();
    }

    private string Assembly => Path.GetFileName(Assert.Single(Directory.GetFiles(files, "*.runtimeconfig.json"))).Replace(".runtimeconfig.json", ".dll", StringComparison.Ordinal);

    private void Start()
    {
        var name = $"{Name}-{_pods.Count}";
        _pods.Add(Pod.Start(name, files, Assembly, variables(name)));
    }
}
