using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Telemetry.Aggregation.Alerts.Digest;

/// <summary>
/// The digest of a week, from rollups of days: due on the Monday after it at 07:00 UTC or, if the service was down, within a day.
/// </summary>
internal static class WeeklyDigest
{
    private static readonly TimeSpan DueAfterMonday = TimeSpan.FromHours(7);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromDays(1);

    private static readonly string Select = EmbeddedSql.Read("alerts.weekly_digest.select");

    private static readonly JsonSerializerOptions Names = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>The Monday (UTC) of the week whose digest is due, or null. The last one is that of the newest sent digest.</summary>
    public static DateOnly? FindDueWeek(DateTime now, DateOnly? last)
    {
        var today = DateOnly.FromDateTime(now);
        var monday = today.AddDays(-(((int)today.DayOfWeek + 6) % 7));
        var due = monday.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc) + DueAfterMonday;
        var week = monday.AddDays(-7);
        return now >= due && now < due + MaxDelay && !(last >= week) ? week : null;
    }

    public static async Task<WeekSummed> ReadAsync(NpgsqlConnection connection, DateOnly monday, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Select, connection) { Parameters = { Sql.Value(monday), Sql.Text($"{IdOf(monday)}") } };
        return JsonSerializer.Deserialize<WeekSummed>((string)(await command.ExecuteScalarAsync(cancellationToken))!, Names)!;
    }

    // The id depends on the week only, so that digests that two processes compute are one message.
    private static Guid IdOf(DateOnly monday) => new(SHA256.HashData(Encoding.UTF8.GetBytes($"week {monday:yyyy-MM-dd}"))[..16]);
}
