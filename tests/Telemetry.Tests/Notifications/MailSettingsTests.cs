using Telemetry.Notifications.Deliveries;

namespace Telemetry.Tests.Notifications;

/// <summary>Mail with other settings than those of <see cref="MailTests"/>, and after a restart.</summary>
[Collection(Servers.Collection)]
public sealed class MailSettingsTests(Servers servers) : IAsyncLifetime
{
    private SmtpServer _smtp = null!;
    private Relay _network = null!;
    private NotificationsApp? _app;

    [Fact]
    public async Task A_waiting_delivery_survives_a_restart()
    {
        var database = await servers.CreateDatabaseAsync();
        _network.Cut();

        // Task.Run separates the execution contexts: MassTransit stores the logger of a bus in the context that created it.
        await Task.Run(async () =>
        {
            await using var before = await new NotificationsApp(database, servers.RabbitMq, MailHost.Settings(_network.Port)).StartAsync();
            await before.PublishAsync(Messages.Opened("one"));
            await before.WaitForAttemptsAsync(1);
        });

        _network.Restore();
        _app = new NotificationsApp(database, servers.RabbitMq, MailHost.Settings(_network.Port));
        await _app.SettleAsync(1);

        Assert.Single(await _smtp.MailsAsync());
        Assert.Equal("sent", NotificationsApp.State(await _app.SingleAsync()));
    }

    [Fact]
    public async Task A_notice_is_sent_without_waiting_for_the_next_poll()
    {
        _app = await new NotificationsApp(await servers.CreateDatabaseAsync(), servers.RabbitMq, MailHost.Settings(_network.Port))
        {
            Retries = RetryPlan.Default with { PollInterval = TimeSpan.FromHours(1) },
        }.StartAsync();

        await _app.PublishAsync(Messages.Opened("one"));
        await _app.SettleAsync(1);

        Assert.Single(await _smtp.MailsAsync());
    }

    [Fact]
    public async Task A_permanently_refused_recipient_is_logged_and_the_others_get_the_mail()
    {
        await _smtp.SetAsync("""{"rcpt":{"gone@example.org":"550 5.1.1 <gone@example.org>: no such user"}}""");
        var app = await StartAsync(("ALERT_EMAIL", $"gone@example.org, {MailHost.Recipient}"));

        await app.PublishAsync(Messages.Opened("one"));
        await app.SettleAsync(2);

        Assert.Equal(MailHost.Recipient, Assert.Single(Assert.Single(await _smtp.MailsAsync()).To));
        var log = (await app.LogAsync()).ToDictionary(delivery => delivery.GetProperty("recipient").GetString()!);
        Assert.Equal("sent", NotificationsApp.State(log["o***@example.org"]));
        Assert.Equal(("failed", 1), (NotificationsApp.State(log["g***@example.org"]), NotificationsApp.Attempts(log["g***@example.org"])));
        Assert.Contains(
            "5.1.1 <g***@example.org>: no such user", NotificationsApp.Reason(log["g***@example.org"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Alerts_are_recorded_without_a_mail_server()
    {
        var app = await StartAsync(("SMTP_HOST", ""));

        await app.PublishAsync(Messages.Opened("one"));
        await app.SettleAsync(1);

        var delivery = await app.SingleAsync();
        Assert.Equal(("recorded", 0), (NotificationsApp.State(delivery), NotificationsApp.Attempts(delivery)));
        Assert.Equal("no SMTP_HOST", NotificationsApp.Reason(delivery));
        Assert.Empty(await _smtp.MailsAsync());
    }

    [Fact]
    public async Task A_password_is_not_sent_without_encryption()
    {
        var app = await StartAsync(("SMTP_TLS", "starttls"), ("SMTP_USER", "telemetry"), ("SMTP_PASS", "secret"));

        await app.PublishAsync(Messages.Opened("one"));
        await app.WaitForReasonAsync("does not support the STARTTLS extension");

        Assert.Equal("waiting", NotificationsApp.State(await app.SingleAsync()));
        Assert.Empty(await _smtp.MailsAsync());
    }

    [Fact]
    public async Task The_delivery_log_is_paged()
    {
        var app = await StartAsync(("SMTP_HOST", ""));
        for (var i = 0; i < 5; i++)
        {
            await app.PublishAsync(Messages.Opened($"script {i}"));
            await app.SettleAsync(i + 1);
        }

        var subjects = new List<string>();
        var cursor = "";
        while (cursor is not null)
        {
            var page = await app.GetAsync($"deliveries?limit=2{cursor}");
            subjects.AddRange(page.GetProperty("deliveries").EnumerateArray()
                .Select(delivery => delivery.GetProperty("subject").GetString()![^1..]));
            cursor = page.GetProperty("next").GetString() is { } next ? $"&cursor={next}" : null;
        }

        Assert.Equal(["4", "3", "2", "1", "0"], subjects);
        Assert.Equal(400, (int)(await app.SendAsync("deliveries?cursor=nonsense")).StatusCode);
    }

    public async ValueTask InitializeAsync()
    {
        _smtp = await SmtpServer.StartAsync();
        _network = new Relay("127.0.0.1", _smtp.Port);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
            _app.Errors.AssertNone();
        }

        await _network.DisposeAsync();
        await _smtp.DisposeAsync();
    }

    private async Task<NotificationsApp> StartAsync(params (string Name, string Value)[] more)
    {
        var database = await servers.CreateDatabaseAsync();
        _app = await new NotificationsApp(database, servers.RabbitMq, MailHost.Settings(_network.Port, more)).StartAsync();
        return _app;
    }
}
