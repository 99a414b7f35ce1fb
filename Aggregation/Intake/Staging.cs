using Npgsql;
using Telemetry.Aggregation.Intake.Kinds;
using Telemetry.Contracts;

namespace Telemetry.Aggregation.Intake;

/// <summary>Puts reports into a connection's scratch tables.</summary>
internal static class Staging
{
    private static readonly string Clear = EmbeddedSql.Read("clear");

    /// <summary>Stages reports; the scratch tables are empty before.</summary>
    /// <exception cref="PostgresException">Class 22: one of the reports cannot be stored.</exception>
    public static async Task<Content> StageAsync(
        NpgsqlConnection connection, IReadOnlyList<Report> reports, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var content = new Content(now);
        foreach (var kind in reports.GroupBy(AllKinds.Of))
        {
            var own = kind.ToList();
            content[kind.Key.Name] = own.Count;
            await kind.Key.StageAsync(connection, own, content, cancellationToken);
        }

        return content;
    }

    /// <summary>Empties the scratch tables within a transaction.</summary>
    public static async Task ClearAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var clear = new NpgsqlCommand(Clear, connection);
        await clear.ExecuteNonQueryAsync(cancellationToken);
    }
}
