namespace Telemetry.Gateway.Clients;

/// <summary>
/// What is known of clients, in bounded memory however many come: an entry goes when its client was silent for the idle time, and the
/// longest silent one goes when the table is full.
/// </summary>
/// <typeparam name="TClient">What a client goes by.</typeparam>
/// <typeparam name="T">The state; its default is that of a client nothing is known of.</typeparam>
/// <param name="idle">After this time the state must be worth nothing.</param>
/// <param name="capacity">The most entries; one takes about 150 bytes.</param>
/// <param name="time">The clock.</param>
public sealed class ClientTable<TClient, T>(TimeSpan idle, int capacity, TimeProvider time)
    where TClient : struct, IEquatable<TClient>
    where T : struct
{
    private readonly Dictionary<TClient, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _bySilence = new();
    private readonly Lock _lock = new();

    /// <summary>Computes an answer from a client's state and changes the state.</summary>
    public delegate TAnswer Change<out TAnswer>(ref T state);

    /// <summary>How many clients are in it.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _entries.Count;
        }
    }

    /// <summary>A copy of a client's state.</summary>
    public T Read(TClient client)
    {
        lock (_lock)
            return _entries.TryGetValue(client, out var node) ? node.Value.State : default;
    }

    /// <summary>Changes a client's state, one change after the other.</summary>
    public TAnswer Update<TAnswer>(TClient client, Change<TAnswer> change)
    {
        lock (_lock)
        {
            if (_entries.Remove(client, out var node))
                _bySilence.Remove(node);
            else
                node = new LinkedListNode<Entry>(new Entry(client));

            var answer = change(ref node.ValueRef.State);
            node.ValueRef.LastSeen = time.GetTimestamp();
            Forget();
            _entries.Add(client, node);
            _bySilence.AddLast(node);
            return answer;
        }
    }

    /// <summary>Changes the state of a client that is in it; that is no sign of the client. Of another one it knows nothing, and keeps it so.</summary>
    /// <returns>The answer; null: the client is not in it.</returns>
    public TAnswer? Amend<TAnswer>(TClient client, Change<TAnswer> change)
        where TAnswer : struct
    {
        lock (_lock)
            return _entries.TryGetValue(client, out var node) ? change(ref node.ValueRef.State) : null;
    }

    private void Forget()
    {
        while (_bySilence.First is { } silent && (_entries.Count >= capacity || time.GetElapsedTime(silent.Value.LastSeen) >= idle))
        {
            _bySilence.RemoveFirst();
            _entries.Remove(silent.Value.Client);
        }
    }

    private struct Entry(TClient client)
    {
        public readonly TClient Client = client;
        public long LastSeen;
        public T State;
    }
}
