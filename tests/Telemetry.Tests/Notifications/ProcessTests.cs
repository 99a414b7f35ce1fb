using MassTransit;
using Npgsql;
using Telemetry.ServiceDefaults.Messaging;
using Telemetry.Tests.Fixtures;

namespace Telemetry.Tests.Notifications;

/// <summary>What needs a process of its own: kill -9, and the certificates that it trusts.</summary>
[Collection(Servers.Collection)]
public sealed class ProcessTests(Servers servers) : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(40);

    private readonly TestCertificate _certificate = new();
    private SmtpServer _smtp = null!;
    private string _database = "";
    private NpgsqlDataSource _rows = null!;

    [Fact]
    public async Task Killed_between_sending_and_the_answer_it_sends_once_more_and_the_log_says_so()
    {
        await _smtp.SetAsync("""{"hold":true}""");
        await using (var killed = Start())
        {
            await PublishAsync();
            await _smtp.WaitForAsync(1);
            await killed.KillAsync();
        }

        await EndLeaseAsync();
        await _smtp.SetAsync("""{"hold":false}""");
        await using var next = Start();

        await EndsAsync("sent", "sent again after an interruption: possibly a duplicate", attempts: 2);
        Assert.Equal(2, (await _smtp.MailsAsync()).Count);
        Assert.Single((await _smtp.MailsAsync()).Select(mail => mail.Header("Message-ID")).Distinct());
        Assert.Contains("possibly a duplicate", next.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Killed_there_twice_it_sends_no_more()
    {
        await _smtp.SetAsync("""{"hold":true}""");
        await PublishAsync();
        for (var mails = 1; mails <= 2; mails++)
        {
            await using var killed = Start();
            await _smtp.WaitForAsync(mails);
            await killed.KillAsync();
            await EndLeaseAsync();
        }

        await _smtp.SetAsync("""{"hold":false}""");
        await using var last = Start();

        await EndsAsync("failed", "interrupted twice while it was being sent: it may have arrived, and is not sent again", attempts: 3);
        Assert.Equal(2, (await _smtp.MailsAsync()).Count);
    }

    [Fact]
    public async Task It_sends_over_STARTTLS_with_a_login()
    {
        await using var process = Start();
        await PublishAsync();

        await EndsAsync("sent", "", attempts: 1);

        var mail = Assert.Single(await _smtp.MailsAsync());
        Assert.Equal((true, SmtpServer.User), (mail.Tls, mail.User));
    }

    [Theory]
    [InlineData("SSL_CERT_FILE", "/dev/null", "SslHandshakeException")]
    [InlineData("SMTP_PASS", "wrong", "AuthenticationException")]
    public async Task Without_trust_or_the_right_login_mail_waits_and_the_reason_is_told(string name, string value, string reason)
    {
        await using var process = Start((name, value));
        await PublishAsync();

        await EndsAsync("waiting", reason, attempts: 1);

        Assert.Empty(await _smtp.MailsAsync());
    }

    public async ValueTask InitializeAsync()
    {
        await NotificationsApp.EmptyAsync(servers.RabbitMq);
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

    private async Task PublishAsync()
    {
        var bus = Bus.Factory.CreateUsingRabbitMq(rabbitMq =>
        {
            rabbitMq.Host(new Uri(servers.RabbitMq));
            rabbitMq.PublishAlerts();
        });
        await bus.StartAsync();
        await bus.Publish(Messages.Opened("homeassistant"), context => context.Mandatory = true);
        await bus.StopAsync();
    }

    // Else another process takes the delivery over after 90 seconds.
    private async Task EndLeaseAsync()
    {
        await using var command = _rows.CreateCommand(
            "update notifications.deliveries set next_attempt_at = now() where state = 'sending'");
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }

    private Task<TimeSpan> EndsAsync(string state, string reason, int attempts)
    {
        return Eventually.TrueAsync($"{state}, attempts {attempts}, {reason}", Soon, async () =>
        {
            var seen = await ReadAsync();
            return seen.StartsWith($"{state} {attempts} {reason}", StringComparison.Ordinal);
        });
    }

    private async Task<string> ReadAsync()
    {
        try
        {
            await using var command = _rows.CreateCommand("select state || ' ' || attempts || ' ' || reason from notifications.deliveries");
            return await command.ExecuteScalarAsync() as string ?? "";
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
        {
            // The process has just been started.
            return "";
        }
    }
}
