using Telemetry.Fleet.Simulation;

namespace Telemetry.Tests.Fleet;

public sealed class StartModelTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Each_start_has_its_own_id_and_every_required_field()
    {
        var starts = Enumerable.Range(0, 500).Select(number => JsonElement.Parse(StartModel.Body(number, 7, Now))).ToList();

        Assert.Equal(500, starts.Select(start => start.GetProperty("instance_id").GetString()).Distinct().Count());
        Assert.All(starts, start =>
        {
            Assert.All(
                new[] { "image_version", "architecture", "container_runtime", "db_type", "telemetry_version" },
                field => Assert.Equal(JsonValueKind.String, start.GetProperty(field).ValueKind));
            Assert.InRange(start.GetProperty("startup_time_ms").GetInt32(), 1500, 12_000);
        });
        Assert.Contains(starts, start => start.GetProperty("container_runtime").GetString() == "");
        Assert.Contains(starts, start => !start.TryGetProperty("os", out _));
    }

    [Fact]
    public void The_same_seed_creates_the_same_starts() => Assert.Equal(StartModel.Body(3, 7, Now), StartModel.Body(3, 7, Now));
}
