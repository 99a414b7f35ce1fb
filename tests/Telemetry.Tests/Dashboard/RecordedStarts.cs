using System.Text.Json;

namespace Telemetry.Tests.Dashboard;

/// <summary>Answers about starts (protocols.md 3) and quarantine; each text of a client is the same one.</summary>
internal static class RecordedStarts
{
    public static void Say(ServicesBehind services, string text = "x86_64")
    {
        services.Say("starts", JsonSerializer.Serialize(new
        {
            total_deployments = 4_000,
            total_all_time = 9_000,
            unique_instances = 3_000,
            avg_startup_time_ms = 8_123.45,
            p95_startup_time_ms = 20_000.0,
            architectures = new[] { new { architecture = text, count = 3_000 }, new { architecture = "aarch64", count = 1_000 } },
            versions = new[] { new { version = text, count = 4_000 } },
            container_runtimes = new[] { new { container_runtime = text, count = 4_000 } },
            db_types = new[] { new { db_type = text, count = 4_000 } },
            daily_stats = new[]
            {
                new { date = "2026-05-03", starts = 0, instances = 0, avg_startup_time_ms = 0.0, p95_startup_time_ms = 0.0 },
                new { date = "2026-05-04", starts = 4_000, instances = 3_000, avg_startup_time_ms = 8_123.45, p95_startup_time_ms = 20_000.0 },
            },
            previous = new { total_deployments = 5_000, unique_instances = 3_000, avg_startup_time_ms = 7_123.45 },
        }));
        services.Say("/deployments", JsonSerializer.Serialize(new[]
        {
            new
            {
                id = 7, instance_id = text, image_version = text, architecture = text, container_runtime = text, startup_time_ms = ulong.MaxValue,
                created_at = "2026-05-04T11:00:00Z",
            },
            new
            {
                id = 6, instance_id = "i", image_version = "1.0", architecture = "arm", container_runtime = "", startup_time_ms = 850UL,
                created_at = "2026-05-04T10:00:00Z",
            },
        }));
    }

    public static void SayQuarantine(ServicesBehind services, string reason = "invalid json", string body = "{")
    {
        services.Say("quarantine/reasons", JsonSerializer.Serialize(new[] { new { kind = "refused", reason, client = reason, count = 7, last_at = "2026-05-04T11:00:00Z" } }));
        services.Say("quarantine", JsonSerializer.Serialize(new[]
        {
            new { id = 2, client = "curl/8.5", quarantined_at = "2026-05-04T11:00:00Z", received_at = "2026-05-04T11:00:00Z", kind = "refused", reason, body },
            new { id = 1, client = "", quarantined_at = "2026-05-04T10:00:00Z", received_at = "2026-05-04T10:00:00Z", kind = "run", reason, body = "" },
        }));
    }
}
