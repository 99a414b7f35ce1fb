using DbUp.ScriptProviders;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Telemetry.Notifications;
using Telemetry.Notifications.AlertTexts;
using Telemetry.Notifications.Deliveries;
using Telemetry.ServiceDefaults.Data;

namespace Telemetry.Tests.Notifications;

/// <summary>Claims of deliveries by processes.</summary>
[Collection(Servers.Collection)]
public sealed class DeliveryStoreTests(Servers servers) : IAsyncLifetime
{
    private readonly TestClock _clock = new();
    private NpgsqlDataSource _database = null!;
    private DeliveryStore _store = null!;

    [Fact]
    public async Task Concurrent_claims_get_each_delivery_once()
    {
        await MigrateAsync();
        for (var i = 0; i < 20; i++)
            await RecordAsync();

        var claims = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => _store.ClaimAsync(Channel.Mail, CancellationToken.None)));

        // A claim skips rows that another claim has locked, so some of the 40 may return none.
        var claimed = claims.OfType<Delivery>().ToList();
        while (await _store.ClaimAsync(Channel.Mail, CancellationToken.None) is { } left)
            claimed.Add(left);
        Assert.Equal(20, claimed.Select(delivery => delivery.Id).Distinct().Count());
        Assert.All(claimed, delivery => Assert.Equal((1, 0), (delivery.Attempts, delivery.Interruptions)));
        Assert.Equal(20, claimed.Count);
    }

    [Fact]
    public async Task A_delivery_is_claimed_again_after_its_wait_or_lease_and_a_late_result_is_ignored()
    {
        await MigrateAsync();
        await RecordAsync();
        var first = (await _store.ClaimAsync(Channel.Mail, CancellationToken.None))!;
        await _store.PostponedAsync(first, "later", TimeSpan.FromMinutes(1));
        Assert.Null(await _store.ClaimAsync(Channel.Mail, CancellationToken.None));

        _clock.Advance(TimeSpan.FromMinutes(1));
        var second = (await _store.ClaimAsync(Channel.Mail, CancellationToken.None))!;
        Assert.Equal((2, 0), (second.Attempts, second.Interruptions));
        Assert.Null(await _store.ClaimAsync(Channel.Mail, CancellationToken.None));

        _clock.Advance(RetryPlan.Default.Lease);
        var third = (await _store.ClaimAsync(Channel.Mail, CancellationToken.None))!;
        Assert.Equal((3, 1), (third.Attempts, third.Interruptions));
        await _store.SentAsync(second, "late");
        Assert.Equal("sending later", await StateAsync());

        await _store.SentAsync(third, "");
        Assert.Equal("sent ", await StateAsync());
    }

    [Fact]
    public async Task Deliveries_from_before_the_upgrade_are_attempted()
    {
        await MigrateAsync(script => script.StartsWith("0001", StringComparison.Ordinal));
        await using (var rows = _database.CreateCommand(
            """
            insert into notifications.notices values ('00000000-0000-0000-0000-000000000001', 'test', now(), now(), '', '', '', '{}');
            insert into notifications.deliveries (id, notice_id, channel, recipient, state, created_at)
            select gen_random_uuid(), '00000000-0000-0000-0000-000000000001', 'mail', state, state, now()
            from unnest(array['waiting', 'sending', 'sent']) state;
            """))
        {
            await rows.ExecuteNonQueryAsync();
        }

        await MigrateAsync();

        // A process of the previous version may still be sending them.
        Assert.Null(await _store.ClaimAsync(Channel.Mail, CancellationToken.None));
        _clock.Advance(TimeSpan.FromMinutes(3));
        Delivery?[] claimed =
        [
            await _store.ClaimAsync(Channel.Mail, CancellationToken.None),
            await _store.ClaimAsync(Channel.Mail, CancellationToken.None),
            await _store.ClaimAsync(Channel.Mail, CancellationToken.None),
        ];
        Assert.Equal(
            ["sending 1", "waiting 0"],
            claimed.OfType<Delivery>().Select(delivery => $"{delivery.Recipient} {delivery.Interruptions}").Order());
    }

    public async ValueTask InitializeAsync()
    {
        _database = NpgsqlDataSource.Create(await servers.CreateDatabaseAsync());
        _store = new DeliveryStore(_database, RetryPlan.Default, _clock);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private async Task MigrateAsync(Func<string, bool>? filter = null)
    {
        using var migrator = new SchemaMigrator(
            "notifications",
            new EmbeddedScriptProvider(typeof(NotificationsMetrics).Assembly, filter ?? (resource => char.IsAsciiDigit(resource[0]))),
            _database,
            NullLogger<SchemaMigrator>.Instance);
        await migrator.MigrateAsync(CancellationToken.None);
    }

    private Task RecordAsync()
    {
        var notice = new Notice(Guid.NewGuid(), NoticeKind.Test, _clock.GetUtcNow(), "subject", "text", "html", "{}");
        return _store.RecordAsync(notice, [new Mail()], CancellationToken.None);
    }

    private async Task<string?> StateAsync()
    {
        await using var command = _database.CreateCommand("select state || ' ' || reason from notifications.deliveries");
        return await command.ExecuteScalarAsync() as string;
    }

    private sealed class Mail : IDeliveryChannel
    {
        public string Name => Channel.Mail;

        public IReadOnlyList<string> Recipients => ["ops@example.org"];

        public string? RecordedBecause => null;

        public Task<Outcome> SendAsync(Delivery delivery, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
