using Aspire.Dashboard.Feed;

namespace Aspire.Dashboard.Storage;

/// <summary>How the resources are now.</summary>
internal sealed class ResourceStore
{
    private readonly Lock _lock = new();
    private readonly List<ResourceSnapshot> _resources = [];
    private long _version;

    /// <summary>Changes whenever the content does.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>All, in the model's order.</summary>
    public IReadOnlyList<ResourceSnapshot> All()
    {
        lock (_lock)
            return [.. _resources.OrderBy(r => r.Position)];
    }

    /// <summary>One of them.</summary>
    public ResourceSnapshot? Get(string name) => All().FirstOrDefault(r => r.Name == name);

    /// <summary>Takes over how one is.</summary>
    public void Set(ResourceSnapshot resource)
    {
        lock (_lock)
        {
            _resources.RemoveAll(r => r.Name == resource.Name);
            _resources.Add(resource);
            Interlocked.Increment(ref _version);
        }
    }
}
