using Telemetry.Aggregation.Alerts.Digest;

namespace Telemetry.Tests.Aggregation.Alerts;

public sealed class WeeklyDigestTests
{
    // 2026-05-04 is a Monday.
    [Theory]
    [InlineData("2026-05-04T06:59:59Z", null, null)]
    [InlineData("2026-05-04T07:00:00Z", null, "2026-04-27")]
    [InlineData("2026-05-04T07:00:00Z", "2026-04-20", "2026-04-27")]
    [InlineData("2026-05-04T07:01:00Z", "2026-04-27", null)] // once
    [InlineData("2026-05-05T06:59:59Z", "2026-04-20", "2026-04-27")] // late
    [InlineData("2026-05-05T07:00:00Z", "2026-04-20", null)] // too late
    [InlineData("2026-05-10T23:00:00Z", null, null)]
    [InlineData("2026-05-11T07:00:00Z", "2026-04-27", "2026-05-04")]
    [InlineData("2026-01-05T08:00:00Z", null, "2025-12-29")] // over New Year
    public void The_digest_of_a_week_is_due_on_the_following_Monday(string now, string? last, string? due) => Assert.Equal(
        due, WeeklyDigest.FindDueWeek(
            DateTimeOffset.Parse(now).UtcDateTime, last is null ? null : DateOnly.Parse(last))?.ToString("yyyy-MM-dd"));
}
