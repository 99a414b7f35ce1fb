using Telemetry.Tests.Notifications;

namespace Telemetry.EndToEnd.Fixtures;

/// <summary>
/// A platform for all tests that do not break it, without a rate limit, with a mail server for alerts and a receiver of metrics.
/// </summary>
public sealed class SharedPlatform : IAsyncLifetime
{
    public const string Collection = "platform";

    public Platform Platform { get; private set; } = null!;

    public OtlpReceiver Receiver { get; private set; } = null!;

    public SmtpServer Mail { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Mail = await SmtpServer.StartAsync();
        Receiver = await OtlpReceiver.StartAsync();
        Platform = await Platform.StartAsync(
        [
            "--RATE_LIMIT=0",
            "--SMTP_HOST=127.0.0.1",
            $"--SMTP_PORT={Mail.Port}",
            "--SMTP_TLS=none",
            "--ALERT_EMAIL=ops@example.org",
            "--PUBLIC_URL=https://telemetry.example.org",
            $"--OTEL_EXPORTER_OTLP_ENDPOINT={Receiver.Endpoint}",
            $"--OTEL_EXPORTER_OTLP_HEADERS={OtlpReceiver.Headers}",
            "--OTEL_METRIC_EXPORT_INTERVAL=1000",
            "--OTEL_TRACES_SAMPLER=always_off",
        ]);
    }

    public async ValueTask DisposeAsync()
    {
        await Platform.DisposeAsync();
        await Receiver.DisposeAsync();
        await Mail.DisposeAsync();
    }
}

[CollectionDefinition(SharedPlatform.Collection, DisableParallelization = true)]
public sealed class SharedPlatformCollection : ICollectionFixture<SharedPlatform>;
