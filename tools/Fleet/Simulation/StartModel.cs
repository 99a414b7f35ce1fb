using System.Text.Json;

namespace Telemetry.Fleet.Simulation;

internal static class StartModel
{
    private static readonly string[] Versions = ["11.2.0", "11.2.0", "11.1.3", "11.1.2", "11.0.5", "10.11.8"];
    private static readonly string[] Architectures = ["x86_64", "x86_64", "x86_64", "aarch64"];
    private static readonly string[] Runtimes = ["", "", "docker", "docker", "podman", "containerd"];
    private static readonly string[] Systems = ["linux", "linux", "Debian GNU/Linux 13", ""];

    /// <summary>Computed from the number and the seed.</summary>
    public static byte[] Body(int number, int seed, DateTimeOffset now)
    {
        var random = Seeds.For(number, seed ^ 0x535452);
        var start = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["instance_id"] = random.NextId(number).ToString(),
            ["image_version"] = random.Pick(Versions),
            ["architecture"] = random.Pick(Architectures),
            ["container_runtime"] = random.Pick(Runtimes),
            ["startup_time_ms"] = (int)(1500 * Math.Exp(random.NextDouble() * 2)),
            ["db_type"] = random.Chance(0.9) ? "postgres" : "mysql",
            ["telemetry_version"] = "1.0.0",
        };

        // Some clients do not send these.
        if (random.Pick(Systems) is { Length: > 0 } os)
            start["os"] = os;
        if (random.Chance(0.8))
            start["timestamp"] = now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ");
        return JsonSerializer.SerializeToUtf8Bytes(start);
    }
}
