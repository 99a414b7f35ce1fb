namespace Telemetry.EndToEnd.Fixtures;

/// <summary>A platform with a low rate limit that tells everything to a back end of its own, as README says.</summary>
public sealed class ObservedPlatform : IAsyncLifetime
{
    /// <summary>Posts per minute and address.</summary>
    public const int RateLimit = 40;

    /// <summary>A secret that one service gets.</summary>
    public const string GithubToken = "github_pat_end_to_end_1";

    /// <summary>A setting that is not the default.</summary>
    public const int StuckAfterHours = 3;

    /// <summary>What the services told.</summary>
    public OtlpReceiver Receiver { get; private set; } = null!;

    /// <summary>The platform.</summary>
    public Platform Platform { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Receiver = await OtlpReceiver.StartAsync();
        Platform = await Platform.StartAsync(
            $"--RATE_LIMIT={RateLimit}",
            $"--STUCK_AFTER_HOURS={StuckAfterHours}",
            $"--GITHUB_TOKEN={GithubToken}",
            $"--OTEL_EXPORTER_OTLP_ENDPOINT={Receiver.Endpoint}",
            $"--OTEL_EXPORTER_OTLP_HEADERS={OtlpReceiver.Headers}",
            "--OTEL_METRIC_EXPORT_INTERVAL=1000",
            "--OTEL_BSP_SCHEDULE_DELAY=200",
            "--OTEL_BLRP_SCHEDULE_DELAY=200");
    }

    public async ValueTask DisposeAsync()
    {
        await Platform.DisposeAsync();
        await Receiver.DisposeAsync();
    }
}
