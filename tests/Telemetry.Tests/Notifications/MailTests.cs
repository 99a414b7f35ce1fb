namespace Telemetry.Tests.Notifications;

/// <summary>Mails from the messages of Aggregation to a real SMTP server.</summary>
[Collection(Servers.Collection)]
public sealed class MailTests(MailHost host) : IClassFixture<MailHost>, IAsyncLifetime
{
    private readonly NotificationsApp _app = host.App;

    [Fact]
    public async Task Each_kind_of_message_sends_one_mail()
    {
        foreach (var kind in Enum.GetValues<IncidentStepKind>())
        {
            var change = Messages.Changed(Messages.Step("homeassistant", kind));
            await _app.PublishAsync(change);
            await _app.DeliverAsync(change, change.Id);
        }

        var (week, test) = (Messages.Week(), Messages.Test());
        await _app.DeliverAsync(week, week.Id);
        await _app.DeliverAsync(test, test.Id);

        var mails = await host.Smtp.MailsAsync();
        Assert.Equal(
            [
                "[Telemetry] 1 new: homeassistant",
                "[Telemetry] 1 over: homeassistant",
                "[Telemetry] 1 worse: homeassistant",
                "[Telemetry] Test: alerts arrive here",
                "[Telemetry] Week of 27 April 2026: 1,200 runs, 87.0 % succeeded",
            ],
            mails.Select(mail => mail.Subject).Order(StringComparer.Ordinal));
        Assert.All(mails, mail =>
        {
            Assert.Equal(("multipart/alternative", "telemetry@localhost"), (mail.Type, mail.From));
            Assert.Equal(MailHost.Recipient, Assert.Single(mail.To));
            Assert.Equal(["text/plain", "text/html"], mail.Parts.Select(part => part[0]));
            Assert.Equal("auto-generated", mail.Header("Auto-Submitted"));
            Assert.Contains("https://telemetry.example.org/dashboard", mail.Text, StringComparison.Ordinal);
            Assert.Contains("https://telemetry.example.org/dashboard", mail.Html, StringComparison.Ordinal);
        });
        Assert.Equal(5, mails.Select(mail => mail.Header("Message-ID")).Distinct().Count());
        Assert.All(await _app.LogAsync(), delivery =>
        {
            Assert.Equal(("sent", 1), (NotificationsApp.State(delivery), NotificationsApp.Attempts(delivery)));
            Assert.Equal("", NotificationsApp.Reason(delivery));
        });
    }

    [Fact]
    public async Task Mail_is_sent_later_when_the_server_is_down_or_refuses_temporarily()
    {
        host.Network.Cut();
        await _app.PublishAsync(Messages.Opened("one"));
        await _app.WaitForAttemptsAsync(3);
        Assert.Equal("waiting", NotificationsApp.State(await _app.SingleAsync()));
        Assert.NotEqual("", NotificationsApp.Reason(await _app.SingleAsync()));
        using (var client = _app.CreateClient())
            Assert.True((await client.GetAsync("/health/ready")).IsSuccessStatusCode);

        await host.Smtp.SetAsync("""{"data":"451 4.7.1 try again later"}""");
        host.Network.Restore();
        await _app.WaitForReasonAsync("4.7.1 try again later");
        await host.Smtp.SetAsync("""{"data":null}""");
        await _app.SettleAsync(1);

        // A parallel second attempt would have sent the first mail twice.
        await _app.PublishAsync(Messages.Opened("two"));
        await _app.SettleAsync(2);
        Assert.Equal(["[Telemetry] 1 new: one", "[Telemetry] 1 new: two"], (await host.Smtp.MailsAsync()).Select(mail => mail.Subject));
    }

    [Fact]
    public async Task A_delivery_is_given_up_after_three_days()
    {
        host.Network.Cut();
        await _app.PublishAsync(Messages.Opened("one"));
        await _app.WaitForAttemptsAsync(1);

        _app.Clock.Advance(TimeSpan.FromDays(3));
        await _app.SettleAsync(1);

        Assert.Equal("failed", NotificationsApp.State(await _app.SingleAsync()));
        Assert.StartsWith("given up after 3 days: ", NotificationsApp.Reason(await _app.SingleAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hostile_name_adds_no_header_and_no_markup()
    {
        const string hostile = "x\r\nBcc: everybody@example.org\r\n\r\n<script>alert(1)</script>\u202egnp.exe\u0000 😀";

        await _app.PublishAsync(Messages.Changed(Messages.Step(hostile) with { Reason = $"because {hostile}", Rule = hostile }));
        await _app.SettleAsync(1);

        var mail = Assert.Single(await host.Smtp.MailsAsync());
        Assert.Equal("[Telemetry] 1 new: x Bcc: everybody@example.org <script>alert(1)</script>gnp.exe 😀", mail.Subject);
        Assert.Equal(MailHost.Recipient, Assert.Single(mail.To));
        Assert.DoesNotContain(mail.Headers, header => header[0] == "Bcc");
        Assert.DoesNotContain("<script", mail.Html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;gnp.exe", mail.Html, StringComparison.Ordinal);
        Assert.All(new[] { mail.Text, mail.Html }, body => Assert.DoesNotContain('\u202e', body));
    }

    [Fact]
    public async Task The_log_is_kept_for_90_days()
    {
        await _app.PublishAsync(Messages.Opened("old"));
        await _app.SettleAsync(1);
        _app.Clock.Advance(TimeSpan.FromDays(90) - TimeSpan.FromMinutes(5));
        await _app.PublishAsync(Messages.Opened("new"));
        await _app.SettleAsync(2);
        await _app.DeleteOldAsync();
        Assert.Equal(2, (await _app.LogAsync()).Count);

        _app.Clock.Advance(TimeSpan.FromMinutes(5));
        await _app.DeleteOldAsync();

        Assert.EndsWith("new", (await _app.SingleAsync()).GetProperty("subject").GetString(), StringComparison.Ordinal);
    }

    public async ValueTask InitializeAsync()
    {
        host.Network.Restore();
        host.Smtp.Clear();
        await _app.ClearAsync();
    }

    public ValueTask DisposeAsync()
    {
        _app.Errors.AssertNone();
        return ValueTask.CompletedTask;
    }
}

/// <summary>Notifications with a mail server, for all tests of a class. Each test begins with an empty delivery log and mailbox.</summary>
public sealed class MailHost(Servers servers) : IAsyncLifetime
{
    public const string Recipient = "ops@example.org";

    public SmtpServer Smtp { get; private set; } = null!;

    /// <summary>The connection between Notifications and the mail server.</summary>
    public Relay Network { get; private set; } = null!;

    public NotificationsApp App { get; private set; } = null!;

    public static (string Name, string Value)[] Settings(int port, params (string Name, string Value)[] more) =>
        [("SMTP_HOST", "127.0.0.1"), ("SMTP_PORT", $"{port}"), ("SMTP_TLS", "none"), ("ALERT_EMAIL", Recipient), .. more];

    public async ValueTask InitializeAsync()
    {
        Smtp = await SmtpServer.StartAsync();
        Network = new Relay("127.0.0.1", Smtp.Port);
        var settings = Settings(Network.Port, ("PUBLIC_URL", "https://telemetry.example.org/"));
        App = await new NotificationsApp(await servers.CreateDatabaseAsync(), servers.RabbitMq, settings).StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Network.DisposeAsync();
        await Smtp.DisposeAsync();
    }
}
