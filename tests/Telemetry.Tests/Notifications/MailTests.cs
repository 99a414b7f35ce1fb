using System.Text.Json;
using Telemetry.Contracts;
using Telemetry.Tests.Fixtures;

namespace Telemetry.Tests.Notifications;

/// <summary>From Aggregation's message to a mail at a real server.</summary>
[Collection(Servers.Collection)]
public sealed class MailTests(Servers servers) : IAsyncLifetime
{
    private const string Recipient = "ops@example.org";

    private SmtpServer _smtp = null!;
    private Relay _network = null!;
    private NotificationsApp? _app;

    [Fact]
    public async Task An_incident_that_opens_gets_worse_and_ends_is_one_mail_each()
    {
        var app = await StartAsync(("PUBLIC_URL", "https://telemetry.example.org/"));
        foreach (var kind in Enum.GetValues<IncidentStepKind>())
        {
            var change = Messages.Changed(Messages.Step("homeassistant", kind));
            await app.PublishAsync(change);
            await app.PublishAsync(change);
            await app.SettleAsync((int)kind + 1);
        }

        await app.PublishAsync(Messages.Week());
        await app.PublishAsync(Messages.Test());
        await app.SettleAsync(5);

        Assert.Equal(
            [
                "[Telemetry] 1 new: homeassistant",
                "[Telemetry] 1 over: homeassistant",
                "[Telemetry] 1 worse: homeassistant",
                "[Telemetry] Test: alerts arrive here",
                "[Telemetry] Week of 27 April 2026: 1,200 runs, 87.0 % succeeded",
            ],
            (await _smtp.MailsAsync()).Select(mail => mail.Subject).Order(StringComparer.Ordinal));
        Assert.All(await _smtp.MailsAsync(), mail =>
        {
            Assert.Equal(("multipart/alternative", "telemetry@localhost", Recipient), (mail.Type, mail.From, Assert.Single(mail.To)));
            Assert.Equal(["text/plain", "text/html"], mail.Parts.Select(part => part[0]));
            Assert.Equal("auto-generated", mail.Header("Auto-Submitted"));
            Assert.Contains("https://telemetry.example.org/dashboard", mail.Text, StringComparison.Ordinal);
            Assert.Contains("https://telemetry.example.org/dashboard", mail.Html, StringComparison.Ordinal);
        });
        Assert.Equal(5, (await _smtp.MailsAsync()).Select(mail => mail.Header("Message-ID")).Distinct().Count());
        Assert.All(
            await app.LogAsync(),
            delivery => Assert.Equal(("sent", 1, ""), (NotificationsApp.State(delivery), Attempts(delivery), Reason(delivery))));
    }

    [Fact]
    public async Task A_server_that_is_down_delays_mail_and_what_it_refuses_for_now_comes_later()
    {
        var app = await StartAsync();
        _network.Cut();
        await app.PublishAsync(Messages.Opened("one"));
        await AttemptsAsync(app, 3);
        Assert.Equal("waiting", NotificationsApp.State(await app.SingleAsync()));
        Assert.NotEqual("", Reason(await app.SingleAsync()));
        using (var client = app.CreateClient())
            Assert.True((await client.GetAsync("/health/ready")).IsSuccessStatusCode);

        await _smtp.SetAsync("""{"data":"451 4.7.1 try again later"}""");
        _network.Restore();
        await ReasonAsync(app, "4.7.1 try again later");
        await _smtp.SetAsync("""{"data":null}""");
        await app.SettleAsync(1);

        // A second attempt under way would send it twice.
        await app.PublishAsync(Messages.Opened("two"));
        await app.SettleAsync(2);
        Assert.Equal(["[Telemetry] 1 new: one", "[Telemetry] 1 new: two"], (await _smtp.MailsAsync()).Select(mail => mail.Subject));
    }

    [Fact]
    public async Task What_waits_survives_a_restart()
    {
        var database = await servers.CreateDatabaseAsync();
        _network.Cut();

        // In a flow of its own: MassTransit keeps the logger of a bus with the flow that made it.
        await Task.Run(async () =>
        {
            await using var before = await new NotificationsApp(database, servers.RabbitMq, Settings()).StartAsync();
            await before.PublishAsync(Messages.Opened("one"));
            await AttemptsAsync(before, 1);
        });

        _network.Restore();
        _app = new NotificationsApp(database, servers.RabbitMq, Settings());
        await _app.SettleAsync(1);

        Assert.Single(await _smtp.MailsAsync());
        Assert.Equal("sent", NotificationsApp.State(await _app.SingleAsync()));
    }

    [Fact]
    public async Task A_recipient_who_is_refused_for_good_is_logged_with_the_reason_and_the_others_get_theirs()
    {
        await _smtp.SetAsync("""{"rcpt":{"gone@example.org":"550 5.1.1 <gone@example.org>: no such user"}}""");
        var app = await StartAsync(("ALERT_EMAIL", $"gone@example.org, {Recipient}"));

        await app.PublishAsync(Messages.Opened("one"));
        await app.SettleAsync(2);

        Assert.Equal(Recipient, Assert.Single(Assert.Single(await _smtp.MailsAsync()).To));
        var log = (await app.LogAsync()).ToDictionary(delivery => delivery.GetProperty("recipient").GetString()!);
        Assert.Equal("sent", NotificationsApp.State(log["o***@example.org"]));
        Assert.Equal(("failed", 1), (NotificationsApp.State(log["g***@example.org"]), Attempts(log["g***@example.org"])));
        Assert.Contains("5.1.1 <g***@example.org>: no such user", Reason(log["g***@example.org"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_three_days_it_is_given_up()
    {
        var app = await StartAsync();
        _network.Cut();
        await app.PublishAsync(Messages.Opened("one"));
        await AttemptsAsync(app, 1);

        app.Clock.Advance(TimeSpan.FromDays(3));
        await app.SettleAsync(1);

        Assert.Equal("failed", NotificationsApp.State(await app.SingleAsync()));
        Assert.StartsWith("given up after 3 days: ", Reason(await app.SingleAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_server_alerts_are_recorded()
    {
        var app = await StartAsync(("SMTP_HOST", ""));

        await app.PublishAsync(Messages.Opened("one"));
        await app.SettleAsync(1);

        var delivery = await app.SingleAsync();
        Assert.Equal(("recorded", "no SMTP_HOST", 0), (NotificationsApp.State(delivery), Reason(delivery), Attempts(delivery)));
        Assert.Empty(await _smtp.MailsAsync());
    }

    [Fact]
    public async Task A_hostile_name_brings_no_header_and_no_markup()
    {
        const string hostile = "x\r\nBcc: everybody@example.org\r\n\r\n<script>alert(1)</script>\u202egnp.exe\u0000 😀";
        var app = await StartAsync();

        await app.PublishAsync(Messages.Changed(Messages.Step(hostile) with { Reason = $"because {hostile}", Rule = hostile }));
        await app.SettleAsync(1);

        var mail = Assert.Single(await _smtp.MailsAsync());
        Assert.Equal("[Telemetry] 1 new: x Bcc: everybody@example.org <script>alert(1)</script>gnp.exe 😀", mail.Subject);
        Assert.Equal(Recipient, Assert.Single(mail.To));
        Assert.DoesNotContain(mail.Headers, header => header[0] == "Bcc");
        Assert.DoesNotContain("<script", mail.Html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;gnp.exe", mail.Html, StringComparison.Ordinal);
        Assert.All(new[] { mail.Text, mail.Html }, body => Assert.DoesNotContain('\u202e', body));
    }

    [Fact]
    public async Task A_password_is_not_sent_without_encryption()
    {
        var app = await StartAsync(("SMTP_TLS", "starttls"), ("SMTP_USER", "telemetry"), ("SMTP_PASS", "secret"));

        await app.PublishAsync(Messages.Opened("one"));
        await ReasonAsync(app, "does not support the STARTTLS extension");

        Assert.Equal("waiting", NotificationsApp.State(await app.SingleAsync()));
        Assert.Empty(await _smtp.MailsAsync());
    }

    [Fact]
    public async Task The_log_is_kept_for_90_days()
    {
        var app = await StartAsync();
        await app.PublishAsync(Messages.Opened("old"));
        await app.SettleAsync(1);
        app.Clock.Advance(TimeSpan.FromDays(90) - TimeSpan.FromMinutes(5));
        await app.PublishAsync(Messages.Opened("new"));
        await app.SettleAsync(2);
        await app.DeleteOldAsync();
        Assert.Equal(2, (await app.LogAsync()).Count);

        app.Clock.Advance(TimeSpan.FromMinutes(5));
        await app.DeleteOldAsync();

        Assert.EndsWith("new", (await app.SingleAsync()).GetProperty("subject").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_has_pages()
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

    private static Task AttemptsAsync(NotificationsApp app, int attempts) => Eventually.TrueAsync(
        $"{attempts} attempts",
        TimeSpan.FromSeconds(20),
        async () => await app.LogAsync() is [var delivery] && Attempts(delivery) >= attempts);

    private static Task ReasonAsync(NotificationsApp app, string reason) => Eventually.TrueAsync(
        $"the reason {reason}",
        TimeSpan.FromSeconds(20),
        async () => await app.LogAsync() is [var delivery] && Reason(delivery).Contains(reason, StringComparison.Ordinal));

    private static int Attempts(JsonElement delivery) => delivery.GetProperty("attempts").GetInt32();

    private static string Reason(JsonElement delivery) => delivery.GetProperty("reason").GetString()!;

    private (string Name, string Value)[] Settings(params (string Name, string Value)[] more) =>
        [("SMTP_HOST", "127.0.0.1"), ("SMTP_PORT", $"{_network.Port}"), ("SMTP_TLS", "none"), ("ALERT_EMAIL", Recipient), .. more];

    private async Task<NotificationsApp> StartAsync(params (string Name, string Value)[] more) =>
        _app = await new NotificationsApp(await servers.CreateDatabaseAsync(), servers.RabbitMq, Settings(more)).StartAsync();
}
