using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Telemetry.Notifications.AlertTexts;
using Telemetry.Notifications.Channels;
using Telemetry.Notifications.Deliveries;
using Telemetry.ServiceDefaults.Settings;
using Telemetry.Tests.Gateway;

namespace Telemetry.Tests.Notifications;

/// <summary>Signed posts from the messages of Aggregation.</summary>
[Collection(Servers.Collection)]
public sealed class WebhookTests(Servers servers) : IAsyncLifetime
{
    private const string Secret = "0123456789abcdef";

    private Downstream _receiver = null!;
    private NotificationsApp? _app;

    [Fact]
    public async Task Each_kind_of_message_sends_a_signed_post_while_the_mail_server_is_frozen()
    {
        await using var smtp = new Relay("127.0.0.1", 1);
        smtp.Freeze();
        var app = await StartAsync(
            "/hook?token=1",
            ("SMTP_HOST", "127.0.0.1"),
            ("SMTP_PORT", $"{smtp.Port}"),
            ("SMTP_TLS", "none"),
            ("ALERT_EMAIL", "ops@example.org"));
        var change = Messages.Opened("<b>\r\n", "two");

        await app.PublishAsync(change);
        await app.PublishAsync(Messages.Week());
        await app.PublishAsync(Messages.Test());
        await app.SettleAsync(3);

        var kinds = _receiver.Requests.Select(request => Body(request).GetProperty("kind").GetString()!);
        Assert.Equal(["digest", "incidents", "test"], kinds.Order(StringComparer.Ordinal));
        Assert.All(_receiver.Requests, request =>
        {
            Assert.Equal(("POST", "/hook?token=1", "application/json"), (request.Method, request.Target, request.Headers["Content-Type"]));
            Assert.Equal(Body(request).GetProperty("id").GetString(), request.Headers["X-Telemetry-Id"]);
            var timestamp = request.Headers["X-Telemetry-Timestamp"];
            var signed = Encoding.UTF8.GetBytes($"{timestamp}.{request.Body}");
            var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), signed));
            Assert.Equal($"sha256={signature}", request.Headers["X-Telemetry-Signature"]);
            Assert.Equal(app.Clock.GetUtcNow().ToUnixTimeSeconds(), long.Parse(timestamp), tolerance: 60);
            Assert.False(request.Headers.ContainsKey("traceparent"));
        });
        var steps = Body(_receiver.Requests.Single(request => request.Headers["X-Telemetry-Id"] == $"{change.Id}")).GetProperty("steps");
        Assert.Equal(["<b>\r\n", "two"], steps.EnumerateArray().Select(step => step.GetProperty("subject").GetString()));
        Assert.Equal("opened", steps[0].GetProperty("kind").GetString());
        Assert.Equal("2026-05-04T12:29:00Z", steps[0].GetProperty("opened_at").GetString());
        var mails = (await app.LogAsync()).Where(delivery => delivery.GetProperty("channel").GetString() == "mail");
        Assert.Equal(["waiting", "waiting", "waiting"], mails.Select(NotificationsApp.State));
    }

    public async ValueTask InitializeAsync() => _receiver = await Downstream.StartAsync("receiver");

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
            _app.Errors.AssertNone();
        }

        await _receiver.DisposeAsync();
    }

    private static JsonElement Body(Downstream.Received request) => JsonSerializer.Deserialize<JsonElement>(request.Body);

    private async Task<NotificationsApp> StartAsync(string target, params (string Name, string Value)[] more)
    {
        (string Name, string Value)[] settings =
        [
            ("ALERT_WEBHOOK_URL", $"{_receiver.Address}{target}"),
            ("ALERT_WEBHOOK_SECRET", Secret),
            ("ALERT_WEBHOOK_ALLOW_PRIVATE", "true"),
            .. more,
        ];
        _app = await new NotificationsApp(await servers.CreateDatabaseAsync(), servers.RabbitMq, settings).StartAsync();
        return _app;
    }
}

/// <summary>The outcome of a post by response and address of the receiver.</summary>
public sealed class WebhookChannelTests : IAsyncLifetime
{
    private Downstream _receiver = null!;

    [Theory]
    [InlineData(200, "Sent")]
    [InlineData(500, "Postponed")]
    [InlineData(429, "Postponed")]
    [InlineData(404, "Rejected")]
    [InlineData(302, "Rejected")]
    public async Task A_response_is_temporary_or_permanent(int status, string outcome)
    {
        _receiver.Respond = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "/elsewhere";
            return Task.CompletedTask;
        };

        Assert.Equal(outcome, (await SendAsync(_receiver.Address, allowPrivate: true)).GetType().Name);

        Assert.Equal("/", Assert.Single(_receiver.Requests).Target);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task An_address_that_is_not_public_is_rejected_unless_that_is_allowed(string host)
    {
        var outcome = await SendAsync($"http://{host}:{new Uri(_receiver.Address).Port}/", allowPrivate: false);

        Assert.Contains("ALERT_WEBHOOK_ALLOW_PRIVATE", Assert.IsType<Outcome.Rejected>(outcome).Reason, StringComparison.Ordinal);
        Assert.Empty(_receiver.Requests);
    }

    public async ValueTask InitializeAsync() => _receiver = await Downstream.StartAsync("receiver");

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    private static async Task<Outcome> SendAsync(string url, bool allowPrivate)
    {
        var settings = new NotificationsSettings();
        settings.Read(new SettingsReader(new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("ALERT_WEBHOOK_URL", url),
            new("ALERT_WEBHOOK_SECRET", "0123456789abcdef"),
            new("ALERT_WEBHOOK_ALLOW_PRIVATE", $"{allowPrivate}"),
        ]).Build()));
        using var channel = new WebhookChannel(settings, TimeProvider.System);
        var notice = TestNotice.Of(Messages.Test(), publicUrl: null);
        var delivery = new Delivery(Guid.NewGuid(), channel.Name, channel.Recipients[0], DateTimeOffset.UtcNow, 0, 1, notice);
        return await channel.SendAsync(delivery, CancellationToken.None);
    }
}

public sealed class PublicAddressTests
{
    [Theory]
    [InlineData("1.1.1.1", true)]
    [InlineData("172.32.0.1", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("127.8.9.10", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("198.19.0.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::7f00:1", false)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("2001::1", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("2002:7f00:1::1", false)]
    [InlineData("fc00::1", false)]
    [InlineData("fd12::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fec0::1", false)]
    [InlineData("ff02::1", false)]
    public void Only_addresses_of_the_public_internet_are_public(string address, bool isPublic) =>
        Assert.Equal(isPublic, PublicAddress.Is(IPAddress.Parse(address)));
}
