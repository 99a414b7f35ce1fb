using Telemetry.Contracts.Reads;

namespace Telemetry.Tests.Dashboard;

/// <summary>Responses about starts and about the quarantine. All texts of a client have the same value.</summary>
internal static class SampleStarts
{
    public static void AddTo(ServicesStub services, string text = "x86_64")
    {
        services.Respond("starts", new StartSeries
        {
            TotalDeployments = 4_000,
            TotalAllTime = 9_000,
            UniqueInstances = 3_000,
            AvgStartupTimeMs = 8_123.45,
            P95StartupTimeMs = 20_000,
            Architectures = [new(text, 3_000), new("aarch64", 1_000)],
            Versions = [new(text, 4_000)],
            ContainerRuntimes = [new(text, 4_000)],
            DbTypes = [new(text, 4_000)],
            DailyStats =
            [
                new() { Date = Sample.Day("2026-05-03") },
                new()
                {
                    Date = Sample.Day("2026-05-04"),
                    Starts = 4_000,
                    Instances = 3_000,
                    AvgStartupTimeMs = 8_123.45,
                    P95StartupTimeMs = 20_000,
                },
            ],
            Previous = new() { TotalDeployments = 5_000, UniqueInstances = 3_000, AvgStartupTimeMs = 7_123.45 },
        });
        services.Respond("/deployments", new Start[]
        {
            new(7, text, text, text, text, ulong.MaxValue, Sample.Time("2026-05-04T11:00:00Z")),
            new(6, "i", "1.0", "arm", "", 850, Sample.Time("2026-05-04T10:00:00Z")),
        });
    }

    public static void AddQuarantineTo(ServicesStub services, string reason = "invalid json", string body = "{")
    {
        var (newer, older) = (Sample.Time("2026-05-04T11:00:00Z"), Sample.Time("2026-05-04T10:00:00Z"));
        services.Respond("quarantine/reasons", new QuarantineReason[] { new("refused", reason, reason, 7, newer) });
        services.Respond("quarantine", new QuarantinedReport[]
        {
            new(2, newer, newer, "refused", reason, body, "curl/8.5"),
            new(1, older, older, "run", reason, "", ""),
        });
    }
}
