namespace Telemetry.Gateway.RateLimiting;

/// <summary>
/// State per client in bounded memory: an entry expires after the idle time, and the least recently updated one is evicted when the table
/// is full.
/// </summary>
/// <typeparam name="TClient">The client's key.</typeparam>
/// <typeparam name="T">The state; its default is that of an unknown client.</typeparam>
/// <param name="idle">After this time the state must be worth nothing.</param>
/// <param name="capacity">The most entries; one takes about 150 bytes.</param>
/// <param name="time">The clock.</param>
internal sealed class ClientTable<TClient, T>(TimeSpan idle, int capacity, TimeProvider time)
    where TClient : struct, IEquatable<TClient>
    where T : struct
{
    private readonly Dictionary<TClient, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _leastRecent = new();
    private readonly Lock _lock = new();

    /// <summary>Changes a client's state and computes a result from it.</summary>
    public delegate TResult Change<out TResult>(ref T state);

    public int Count
    {
        get
        {
            lock (_lock)
                return _entries.Count;
        }
    }

    /// <summary>A copy of a client's state.</summary>
    public T Get(TClient client)
    {
        lock (_lock)
            return _entries.TryGetValue(client, out var node) ? node.Value.State : default;
    }

    /// <summary>Changes a client's state, one change after the other.</summary>
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

    /// <summary>Changes the state of a known client and does not prolong its life; an unknown client stays unknown.</summary>
    /// <returns>The result; null: the client is unknown.</returns>
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
