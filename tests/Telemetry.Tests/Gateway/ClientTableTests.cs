using Microsoft.Extensions.Time.Testing;
using Telemetry.Gateway.RateLimiting;

namespace Telemetry.Tests.Gateway;

public sealed class ClientTableTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_full_table_evicts_the_client_that_was_idle_longest()
    {
        var table = new ClientTable<ClientKey, int>(TimeSpan.FromMinutes(1), capacity: 3, _time);

        ReadOnlySpan<int> clients = [1, 2, 3, 1, 4, 5];
        foreach (var client in clients)
            Add(table, client);

        Assert.Equal(3, table.Count);
        Assert.Equal([2, 0, 0, 1, 1], Enumerable.Range(1, 5).Select(client => table.Get(Key(client))));
    }

    [Fact]
    public void A_client_is_evicted_after_the_idle_time()
    {
        var table = new ClientTable<ClientKey, int>(TimeSpan.FromMinutes(1), capacity: 100, _time);
        Add(table, 1);
        _time.Advance(TimeSpan.FromSeconds(59));
        Add(table, 2);

        _time.Advance(TimeSpan.FromSeconds(1));
        Add(table, 3);

        Assert.Equal(2, table.Count);
        Assert.Equal(0, table.Get(Key(1)));
    }

    [Fact]
    public void Concurrent_updates_of_one_client_are_not_lost()
    {
        var table = new ClientTable<ClientKey, int>(TimeSpan.FromMinutes(1), capacity: 100, _time);

        Parallel.For(0, 10_000, i => Add(table, i % 7));

        Assert.Equal(10_000, Enumerable.Range(0, 7).Sum(client => table.Get(Key(client))));
    }

    private static int Add(ClientTable<ClientKey, int> table, int client) => table.Update(Key(client), (ref int count) => ++count);

    private static ClientKey Key(int client) => ClientKey.Of(new IPAddress([10, 0, 0, (byte)client]));
}
