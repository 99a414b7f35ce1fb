using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Engine;

/// <summary>Something that runs: how it is prepared, started, asked for its health, and stopped. <see cref="Supervisor"/> does it.</summary>
internal abstract class Workload(string name)
{
    public string Name => name;

    /// <summary>The resource that has several processes, of which it is one.</summary>
    public virtual string? ReplicaOf => null;

    /// <summary>The resources that are healthy when it is.</summary>
    public virtual IReadOnlyList<IResource> Provides => [];

    /// <summary>What has to be healthy before it starts, by name.</summary>
    public virtual IReadOnlyList<string> After => [];

    /// <summary>Where it listens, for people.</summary>
    public abstract string Address { get; }

    /// <summary>How long an orderly stop may take.</summary>
    public virtual TimeSpan StopWithin => TimeSpan.FromSeconds(15);

    public virtual int StopSignal => Native.Terminate;

    /// <summary>Looks for what it needs on this machine.</summary>
    /// <exception cref="DistributedApplicationException">Something is missing.</exception>
    public virtual void Require(Programs programs)
    {
    }

    /// <summary>Before each start.</summary>
    public virtual Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public abstract ValueTask<CommandLine> CommandAsync(CancellationToken cancellationToken);

    /// <summary>How often it is asked for its health while it is healthy.</summary>
    public virtual TimeSpan ProbeEach => TimeSpan.FromSeconds(5);

    /// <summary>Returns if it is healthy, else throws.</summary>
    public virtual Task ProbeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>After the first successful probe of each start, before others hear of it.</summary>
    public virtual Task ReadyAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>What runs, for people.</summary>
    public virtual string Source(CommandLine command) => string.Join(' ', [command.Program, .. command.Args]);

    /// <summary>Each time that it becomes another way.</summary>
    public virtual void Changed(WorkloadStatus status)
    {
    }

    /// <summary>Gets what it writes to its standard output; null: that is log, like its standard error.</summary>
    public virtual Action<string>? Answer => null;

    /// <summary>Writes to its standard input; null: that is empty.</summary>
    public virtual Func<Stream, CancellationToken, Task>? Talk => null;

    /// <summary>After its process has ended because it is stopped.</summary>
    public virtual Task StoppedAsync() => Task.CompletedTask;
}
