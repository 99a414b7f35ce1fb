namespace Aspire.Dashboard.Storage;

/// <summary>The newest items, each with a number: the first one ever has 1. Not safe for several threads.</summary>
/// <param name="capacity">How many are kept.</param>
internal sealed class Ring<T>(int capacity)
{
    private readonly List<T> _items = [];

    /// <summary>The number of the newest; 0 if there never was one.</summary>
    public long Last { get; private set; }

    /// <summary>The number of the oldest that is kept.</summary>
    public long First => Last - _items.Count + 1;

    /// <summary>Adds one; the oldest goes.</summary>
    public void Add(T item)
    {
        Last++;
        if (_items.Count < capacity)
            _items.Add(item);
        else
            _items[Index(Last)] = item;
    }

    /// <summary>Those with a greater number that are kept, oldest first.</summary>
    public T[] After(long number)
    {
        var from = Math.Max(number + 1, First);
        var found = new T[Math.Max(0, Last - from + 1)];
        for (var i = 0; i < found.Length; i++)
            found[i] = _items[Index(from + i)];
        return found;
    }

    private int Index(long number) => (int)((number - 1) % capacity);
}
