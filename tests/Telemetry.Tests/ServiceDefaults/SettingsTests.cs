using Microsoft.Extensions.Configuration;
using Telemetry.AppHost;
using Telemetry.ServiceDefaults.Settings;

namespace Telemetry.Tests.ServiceDefaults;

public sealed class SettingsTests
{
    [Fact]
    public void Defaults_are_those_of_the_README()
    {
        var reader = Reader(("ADMIN_PASSWORD", "secret"));

        var gateway = Read<GatewaySettings>(reader);
        var ingestion = Read<IngestionSettings>(reader);
        var aggregation = Read<AggregationSettings>(reader);

        Assert.Empty(reader.Errors);
        Assert.Equal(60, gateway.RateLimit);
        Assert.Empty(gateway.TrustedProxies);
        Assert.False(gateway.Access.PublicDashboard);
        Assert.Equal(Activation.Tofu, ingestion.Activation);
        Assert.Equal(TimeSpan.FromMinutes(5), aggregation.CacheTtl);
        Assert.Equal(TimeSpan.FromDays(365), aggregation.Retention);
        Assert.Equal(TimeSpan.FromDays(365), ingestion.Retention);
        Assert.Equal(TimeSpan.FromHours(1), aggregation.StuckAfter);
        Assert.Null(aggregation.GithubToken);
        Assert.Equal((20, TimeSpan.FromHours(1)), (aggregation.Alerts.FailureThreshold, aggregation.Alerts.Cooldown));
        Assert.False(aggregation.Alerts.HasChannel);
    }

    [Fact]
    public void All_errors_are_reported_together_with_their_variables()
    {
        var error = Assert.Throws<SettingsException>(() => HostSettings.ReadAll(Configuration(
            ("GATEWAY_PORT", "70000"), ("RATE_LIMIT", "-1"), ("TRUSTED_PROXIES", "10.0.0.0/8, nonsense"), ("ACTIVATION", "2"),
            ("CACHE_TTL_SECONDS", "five"), ("RETENTION_DAYS", "0"), ("PUBLIC_DASHBOARD", "yes"),
            ("STUCK_AFTER_HOURS", "0"), ("GITHUB_TOKEN", "tökën"), ("FAILURE_THRESHOLD", "101"), ("ALERT_COOLDOWN_MINUTES", "0"))));

        Assert.Equal(
            [
                "ACTIVATION", "ALERT_COOLDOWN_MINUTES", "CACHE_TTL_SECONDS", "FAILURE_THRESHOLD", "GATEWAY_PORT", "GITHUB_TOKEN",
                "PUBLIC_DASHBOARD", "RATE_LIMIT", "RETENTION_DAYS", "STUCK_AFTER_HOURS", "TRUSTED_PROXIES",
            ],
            error.Errors.Select(line => line.Split(' ')[0]).Order());
    }

    [Theory]
    [InlineData("", "", "", "telemetry is missing", "messaging is missing", "cache is missing")]
    [InlineData("telemetry", "amqp:", "cache", "telemetry must", "messaging must", "cache must")]
    [InlineData("Host=", "http://broker", ":6379", "telemetry must", "messaging must")]
    [InlineData("Host=db;Nonsense=1", "amqps://u:p@broker/v", "a:1,b:2,password=x", "telemetry must")]
    public void A_missing_or_invalid_connection_string_is_reported(string database, string broker, string cache, params string[] errors)
    {
        var reader = Reader(
            ("ConnectionStrings:telemetry", database), ("ConnectionStrings:messaging", broker), ("ConnectionStrings:cache", cache));

        new AggregationSettings().CheckConnections(reader);

        Assert.Equal(errors.Length, reader.Errors.Count);
        Assert.All(reader.Errors.Zip(errors), error => Assert.StartsWith($"ConnectionStrings__{error.Second}", error.First));
    }

    [Fact]
    public void An_error_does_not_repeat_the_value()
    {
        var error = Assert.Throws<SettingsException>(() => HostSettings.ReadAll(Configuration(("RATE_LIMIT", "hunter2"))));

        Assert.DoesNotContain("hunter2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_service_needs_the_admin_password_and_the_AppHost_generates_one()
    {
        var reader = Reader();
        _ = Read<GatewaySettings>(reader);

        Assert.Equal(["ADMIN_PASSWORD is missing"], reader.Errors);
        Assert.Equal(8080, HostSettings.ReadAll(Configuration()).GatewayPort);
    }

    [Theory]
    [InlineData("pass phrase, \"quoted\" & more ~", true)]
    [InlineData("pässword", false)]
    [InlineData("pass\tword", false)]
    public void An_admin_password_must_fit_into_a_header(string password, bool fits)
    {
        var reader = Reader(("ADMIN_PASSWORD", password));

        _ = Read<AccessSettings>(reader);

        Assert.Equal(fits ? [] : ["ADMIN_PASSWORD may hold only ASCII characters"], reader.Errors);
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("8760", 8760)]
    public void The_stuck_timeout_is_from_one_hour_to_one_year(string value, int hours) =>
        Assert.Equal(
            TimeSpan.FromHours(hours),
            Read<AggregationSettings>(Reader(("ADMIN_PASSWORD", "secret"), ("STUCK_AFTER_HOURS", value))).StuckAfter);

    [Theory]
    [InlineData("mail.example", "", "", false)]
    [InlineData("", "me@example.org", "", false)]
    [InlineData("mail.example", "me@example.org", "", true)]
    [InlineData("", "", "https://hooks.example/x", true)]
    public void An_alert_channel_is_a_mail_server_with_a_recipient_or_a_webhook(
        string host, string recipient, string webhook, bool expected) => Assert.Equal(
        expected, Read<AlertSettings>(Reader(("SMTP_HOST", host), ("ALERT_EMAIL", recipient), ("ALERT_WEBHOOK_URL", webhook))).HasChannel);

    [Theory]
    [InlineData("github_pat_1", "github_pat_1")]
    [InlineData(" ", null)]
    public void The_GitHub_token_is_optional(string value, string? token) =>
        Assert.Equal(token, Read<AggregationSettings>(Reader(("ADMIN_PASSWORD", "secret"), ("GITHUB_TOKEN", value))).GithubToken);

    [Theory]
    [InlineData("8761")]
    [InlineData("0")]
    public void A_stuck_timeout_outside_one_hour_to_one_year_is_reported(string value)
    {
        var reader = Reader(("ADMIN_PASSWORD", "secret"), ("STUCK_AFTER_HOURS", value));
        _ = Read<AggregationSettings>(reader);

        Assert.Equal(["STUCK_AFTER_HOURS must be a whole number from 1 to 8760"], reader.Errors);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void An_empty_value_is_the_default(string value) =>
        Assert.Equal(60, Reader(("RATE_LIMIT", value)).Integer("RATE_LIMIT", 60, 0, 100));

    [Theory]
    [InlineData("0", 0)]
    [InlineData("100", 100)]
    [InlineData(" 7 ", 7)]
    public void A_number_within_its_bounds_is_accepted(string value, int expected) =>
        Assert.Equal(expected, Reader(("N", value)).Integer("N", 60, 0, 100));

    [Theory]
    [InlineData("-1")]
    [InlineData("101")]
    [InlineData("1.5")]
    [InlineData("1e2")]
    [InlineData("99999999999")]
    public void A_number_outside_its_bounds_is_reported(string value)
    {
        var reader = Reader(("N", value));
        _ = reader.Integer("N", 60, 0, 100);

        Assert.Equal(["N must be a whole number from 0 to 100"], reader.Errors);
    }

    [Fact]
    public void Networks_are_addresses_and_ranges_of_both_families()
    {
        var reader = Reader(("P", "10.0.0.0/8, 192.0.2.7 2001:db8::/32,::1"));

        Assert.Equal(
            [IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("192.0.2.7/32"), IPNetwork.Parse("2001:db8::/32"), IPNetwork.Parse("::1/128")],
            reader.Networks("P"));
        Assert.Empty(reader.Errors);
    }

    private static T Read<T>(SettingsReader reader)
        where T : ISettings, new()
    {
        var settings = new T();
        settings.Read(reader);
        return settings;
    }

    private static IConfiguration Configuration(params (string Name, string Value)[] values) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(values.Select(value => KeyValuePair.Create(value.Name, (string?)value.Value)))
            .Build();

    private static SettingsReader Reader(params (string Name, string Value)[] values) => new(Configuration(values));
}
