using System.Text.Json;

namespace Telemetry.Tests.Dashboard;

/// <summary>Answers about starts (protocols.md 3) and quarantine; each text of a client is the same one.</summary>
internal static class RecordedStarts
{
    public static void Say(ServicesBehind services, string text = "x86_64")
    {
        services.Say("/metrics", JsonSerializer.Serialize(new
        {
            total_deployments = 4_000,
            unique_instances = 3_000,
            architecture_breakdown = new[] { new { architecture = text, count = 3_000 }, new { architecture = "aarch64", count = 1_000 } },
            version_breakdown = new[] { new { version = text, count = 4_000 } },
            avg_startup_time_ms = 8_123.45,
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

    public static void SayQuarantine(ServicesBehind services, string reason = "invalid json", string body = "{") =>
        services.Say("quarantine", JsonSerializer.Serialize(new[]
        {
            new { id = 2, quarantined_at = "2026-05-04T11:00:00Z", received_at = "2026-05-04T11:00:00Z", kind = "refused", reason, body },
            new { id = 1, quarantined_at = "2026-05-04T10:00:00Z", received_at = "2026-05-04T10:00:00Z", kind = "run", reason, body = "" },
        }));
}
