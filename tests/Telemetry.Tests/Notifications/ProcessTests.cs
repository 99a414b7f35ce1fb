using MassTransit;
using Npgsql;
using Telemetry.ServiceDefaults.Messaging;

namespace Telemetry.Tests.Notifications;

/// <summary>Tests that need a separate process: SIGKILL and trusted certificates.</summary>
[Collection(Servers.Collection)]
public sealed class ProcessTests(Servers servers) : IAsyncLifetime
{
    private readonly TestCertificate _certificate = new();
    private SmtpServer _smtp = null!;
    private string _database = "";
    private NpgsqlDataSource _rows = null!;

    [Fact]
    public async Task An_interrupted_delivery_is_sent_again_once_and_logged_as_a_possible_duplicate()
    {
        await _smtp.SetAsync("""{"hold":true}""");
        await PublishAsync("twice");
        await using (var killed = Start())
        {
            await _smtp.WaitForAsync(1);
            await killed.KillAsync();
        }

        await MakeDueAsync("sending", deliveries: 1);
        await PublishAsync("once");
        await using (var killed = Start())
        {
            await _smtp.WaitForAsync(3);
            await killed.KillAsync();
        }

        await MakeDueAsync("sending", deliveries: 2);
        await _smtp.SetAsync("""{"hold":false}""");
        await using var last = Start();

        await WaitForDeliveriesAsync(
            "failed 3 interrupted twice while it was being sent: it may have arrived, and is not sent again",
            "sent 2 sent again after an interruption: possibly a duplicate");
        var mails = await _smtp.MailsAsync();
        Assert.Equal([2, 2], mails.CountBy(mail => mail.Header("Message-ID")).Select(mail => mail.Value));
        Assert.All(mails, mail => Assert.Equal((true, SmtpServer.User), (mail.Tls, mail.User)));
        await Eventually.HoldsAsync(
            () => last.Log.Contains("possibly a duplicate", StringComparison.Ordinal), "the log names the duplicate");
    }

    [Fact]
    public async Task Mail_waits_while_the_certificate_or_login_is_rejected_and_is_then_sent_over_STARTTLS()
    {
        await PublishAsync("homeassistant");
        await using (Start(("SSL_CERT_FILE", "/dev/null")))
            await WaitForDeliveriesAsync("waiting 1 SslHandshakeException");
        await MakeDueAsync("waiting", deliveries: 1);
        await using (Start(("SMTP_PASS", "wrong")))
            await WaitForDeliveriesAsync("waiting 2 AuthenticationException");
        Assert.Empty(await _smtp.MailsAsync());

        await MakeDueAsync("waiting", deliveries: 1);
        await using var process = Start();
        await WaitForDeliveriesAsync("sent 3 ");

        var mail = Assert.Single(await _smtp.MailsAsync());
        Assert.Equal((true, SmtpServer.User), (mail.Tls, mail.User));
    }

    public async ValueTask InitializeAsync()
    {
        await NotificationsApp.DeleteQueueAsync(servers.RabbitMq);
        _smtp = await SmtpServer.StartAsync(_certificate);
        _database = await servers.CreateDatabaseAsync();
        _rows = NpgsqlDataSource.Create(_database);
    }

    public async ValueTask DisposeAsync()
    {
        await _rows.DisposeAsync();
        await _smtp.DisposeAsync();
        _certificate.Dispose();
    }

    private NotificationsProcess Start(params (string Name, string Value)[] more) => new(
        _database, servers.RabbitMq,
        [
            ("SMTP_HOST", "localhost"), ("SMTP_PORT", $"{_smtp.Port}"), ("SMTP_USER", SmtpServer.User), ("SMTP_PASS", SmtpServer.Password),
            ("SSL_CERT_FILE", _certificate.CertificateFile), ("ALERT_EMAIL", "ops@example.org"), .. more,
        ]);

    private async Task PublishAsync(string application)
    {
        var bus = Bus.Factory.CreateUsingRabbitMq(rabbitMq =>
        {
            rabbitMq.Host(new Uri(servers.RabbitMq));
            rabbitMq.PublishAlerts();
        });
        await bus.StartAsync();
        await bus.Publish(Messages.Opened(application), context => context.Mandatory = true);
        await bus.StopAsync();
    }

    // Without this an interrupted delivery is claimed after 90 seconds, and a failed one after 10.
    private async Task MakeDueAsync(string state, int deliveries)
    {
        await using var command = _rows.CreateCommand("update notifications.deliveries set next_attempt_at = now() where state = $1");
        command.Parameters.Add(new() { Value = state });
        Assert.Equal(deliveries, await command.ExecuteNonQueryAsync());
    }

    // Waits for deliveries with these states, attempts and beginnings of reasons, in the order of creation.
    private async Task WaitForDeliveriesAsync(params string[] expected) => await Eventually.GetAsync(
        ReadAsync,
        found => found.Count == expected.Length
            && found.Zip(expected).All(pair => pair.First.StartsWith(pair.Second, StringComparison.Ordinal)),
        string.Join(", ", expected));

    private async Task<IReadOnlyList<string>> ReadAsync()
    {
        try
        {
            await using var command = _rows.CreateCommand(
                "select state || ' ' || attempts || ' ' || reason from notifications.deliveries order by created_at");
            await using var reader = await command.ExecuteReaderAsync();
            var found = new List<string>();
            while (await reader.ReadAsync())
                found.Add(reader.GetString(0));
            return found;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
        {
            // The process has not migrated the schema yet.
            return [];
        }
    }
}
