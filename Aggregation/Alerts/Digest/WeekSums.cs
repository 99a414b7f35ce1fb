using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Npgsql;
using Telemetry.Contracts;

namespace Telemetry.Aggregation.Alerts.Digest;

/// <summary>Sums a week up, from rollups of days.</summary>
internal static class WeekSums
{
    private static readonly string Week = EmbeddedSql.Read("alerts.week");

    private static readonly JsonSerializerOptions Names = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, RespectRequiredConstructorParameters = true };

    /// <summary>The week that begins on a Monday.</summary>
    public static async Task<WeekSummed> OfAsync(NpgsqlConnection connection, DateOnly monday, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Week, connection) { Parameters = { Sql.Value(monday), Sql.Text($"{IdOf(monday)}") } };
        return JsonSerializer.Deserialize<WeekSummed>((string)(await command.ExecuteScalarAsync(cancellationToken))!, Names)!;
    }

    // Of the week itself: whichever process sums it up, and however often, it is one digest.
    private static Guid IdOf(DateOnly monday) => new(SHA256.HashData(Encoding.UTF8.GetBytes($"week {monday:yyyy-MM-dd}"))[..16]);
}
