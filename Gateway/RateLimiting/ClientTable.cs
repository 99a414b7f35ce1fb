namespace Telemetry.Gateway.RateLimiting;

/// <summary>
/// State per client in bounded memory: an entry expires after the idle time, when it must have no effect any more. In a full table the
/// least recently updated entry is evicted. An entry takes about 150 bytes.
/// </summary>
internal sealed class ClientTable<TClient, T>(TimeSpan idle, int capacity, TimeProvider time)
    where TClient : struct, IEquatable<TClient>
    where T : struct
{
    private readonly Dictionary<TClient, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _leastRecent = new();
    private readonly Lock _lock = new();

    public delegate TResult Change<out TResult>(ref T state);

    public int Count
    {
        get
        {
            lock (_lock)
                return _entries.Count;
        }
    }

    /// <summary>Returns a copy.</summary>
    public T Get(TClient client)
    {
        lock (_lock)
            return _entries.TryGetValue(client, out var node) ? node.Value.State : default;
    }

    /// <summary>The changes of a client are made one after the other.</summary>
    public TResult Update<TResult>(TClient client, Change<TResult> change)
    {
        lock (_lock)
        {
            if (_entries.Remove(client, out var node))
                _leastRecent.Remove(node);
            else
                node = new LinkedListNode<Entry>(new Entry(client));

            var result = change(ref node.ValueRef.State);
            node.ValueRef.UpdatedAt = time.GetTimestamp();
            Evict();
            _entries.Add(client, node);
            _leastRecent.AddLast(node);
            return result;
        }
    }

    /// <summary>Changes a known client's state without prolonging its life; null for an unknown client.</summary>
    public TResult? UpdateExisting<TResult>(TClient client, Change<TResult> change)
        where TResult : struct
    {
        lock (_lock)
            return _entries.TryGetValue(client, out var node) ? change(ref node.ValueRef.State) : null;
    }

    private void Evict()
    {
        while (_leastRecent.First is { } oldest && (_entries.Count >= capacity || time.GetElapsedTime(oldest.Value.UpdatedAt) >= idle))
        {
            _leastRecent.RemoveFirst();
            _entries.Remove(oldest.Value.Client);
        }
    }

    private struct Entry(TClient client)
    {
        public readonly TClient Client = client;
        public long UpdatedAt;
        public T State;
    }
}
