using Microsoft.Extensions.Configuration;
using Telemetry.ServiceDefaults.Settings;

namespace Telemetry.Tests.Notifications;

public sealed class NotificationsSettingsTests
{
    [Theory]
    [InlineData("SMTP_HOST", "mail.example.org", true)]
    [InlineData("SMTP_HOST", "192.0.2.1", true)]
    [InlineData("SMTP_HOST", "smtp://mail.example.org", false)]
    [InlineData("SMTP_HOST", "mail.example.org:25", false)]
    [InlineData("SMTP_HOST", "mail example", false)]
    [InlineData("SMTP_PORT", "25", true)]
    [InlineData("SMTP_PORT", "0", false)]
    [InlineData("SMTP_PORT", "65536", false)]
    [InlineData("SMTP_TLS", "NONE", true)]
    [InlineData("SMTP_TLS", "tls", true)]
    [InlineData("SMTP_TLS", "ssl", false)]
    [InlineData("SMTP_FROM", "alerts@localhost", true)]
    [InlineData("SMTP_FROM", "Alerts <alerts@example.org>", false)]
    [InlineData("SMTP_FROM", "alerts@example.org\r\nBcc: a@example.org", false)]
    [InlineData("ALERT_EMAIL", "ops@example.org, a.b+c@example.co.uk", true)]
    [InlineData("ALERT_EMAIL", "ops@example.org, nobody", false)]
    [InlineData("ALERT_EMAIL", "öps@example.org", false)]
    [InlineData("ALERT_EMAIL", "ops@example..org", false)]
    [InlineData("ALERT_WEBHOOK_URL", "https://hooks.example.org/a?b=c", true)]
    [InlineData("ALERT_WEBHOOK_URL", "ftp://hooks.example.org", false)]
    [InlineData("ALERT_WEBHOOK_URL", "/hook", false)]
    [InlineData("ALERT_WEBHOOK_URL", "https://user:password@hooks.example.org", false)]
    [InlineData("ALERT_WEBHOOK_SECRET", "short", false)]
    [InlineData("ALERT_WEBHOOK_ALLOW_PRIVATE", "maybe", false)]
    [InlineData("PUBLIC_URL", "https://telemetry.example.org/base", true)]
    [InlineData("PUBLIC_URL", "javascript:alert(1)", false)]
    [InlineData("PUBLIC_URL", "https://telemetry.example.org/?a=b", false)]
    public void An_invalid_value_is_reported_for_its_variable(string name, string value, bool works) =>
        Assert.Equal(
            works ? [] : [name],
            InvalidOf(name == "ALERT_WEBHOOK_SECRET" ? [(name, value)] : [(name, value), ("ALERT_WEBHOOK_SECRET", "0123456789abcdef")]));

    [Theory]
    [InlineData("SMTP_USER", "telemetry", "SMTP_PASS")]
    [InlineData("SMTP_PASS", "secret", "SMTP_USER")]
    [InlineData("SMTP_PORT", "465", "SMTP_TLS")]
    [InlineData("ALERT_WEBHOOK_URL", "https://hooks.example.org", "ALERT_WEBHOOK_SECRET")]
    public void A_missing_dependent_variable_is_reported(string name, string value, string missing) =>
        Assert.Equal([missing], InvalidOf((name, value)));

    [Fact]
    public void All_settings_are_optional()
    {
        var settings = Read(Reader());

        Assert.Equal((null, null, null), (settings.Smtp, settings.Webhook, settings.PublicUrl));
        Assert.Empty(settings.Recipients);
    }

    [Fact]
    public void Defaults_with_a_mail_host_are_those_of_the_README()
    {
        var settings = Read(Reader(
            ("SMTP_HOST", "mail.example.org"), ("ALERT_EMAIL", "a@example.org b@example.org,A@example.org")));

        Assert.Equal(new SmtpSettings("mail.example.org", 587, SmtpTls.StartTls, null, null, "telemetry@localhost"), settings.Smtp);
        Assert.Equal(["a@example.org", "b@example.org"], settings.Recipients);
    }

    private static IEnumerable<string> InvalidOf(params (string Name, string Value)[] values)
    {
        var reader = Reader(values);
        _ = Read(reader);
        return reader.Errors.Select(error => error.Split(' ')[0]);
    }

    private static NotificationsSettings Read(SettingsReader reader)
    {
        var settings = new NotificationsSettings();
        settings.Read(reader);
        return settings;
    }

    private static SettingsReader Reader(params (string Name, string Value)[] values) => new(new ConfigurationBuilder()
        .AddInMemoryCollection(values
            .Append(("ADMIN_PASSWORD", "secret"))
            .Select(value => KeyValuePair.Create(value.Item1, (string?)value.Item2)))
        .Build());
}
