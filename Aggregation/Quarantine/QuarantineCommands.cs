using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Telemetry.ServiceDefaults.Api;

namespace Telemetry.Aggregation.Quarantine;

/// <summary>What an admin does with the quarantine: replay and drop, one report or all of a reason. Each may be repeated.</summary>
internal static class QuarantineCommands
{
    // In one request, which has a deadline; whoever asks again gets the next ones.
    private const int MostReplayed = 50;

    public static void Map(RouteGroupBuilder quarantine)
    {
        quarantine.MapPost("{id:long}/replay", ReplayAsync)
            .WithSummary("Takes a report as if it came now, at the time at which it came; if it is refused again it stays, with the new reason")
            .Refuses(StatusCodes.Status404NotFound);
        quarantine.MapPost("replay", ReplayAllAsync)
            .WithSummary($"The same for the oldest {MostReplayed} reports of a reason")
            .WithQuery(QuarantineList.ReasonParameter("The reason, as reasons tells it; required"));
        quarantine.MapDelete("{id:long}", DropAsync)
            .WithSummary("Deletes a report")
            .Refuses(StatusCodes.Status404NotFound);
        quarantine.MapDelete("", DropAllAsync)
            .WithSummary("Deletes all reports of a reason")
            .WithQuery(QuarantineList.ReasonParameter("The reason, as reasons tells it; required"));
    }

    private static async Task<Results<Ok<Replayed>, ContentHttpResult>> ReplayAsync(long id, Replays replays, CancellationToken cancellationToken) =>
        await replays.ReplayAsync(id, cancellationToken) is { } replay
            ? TypedResults.Ok(Replayed.Of([replay]))
            : Unknown();

    private static async Task<Results<Ok<Replayed>, ContentHttpResult>> ReplayAllAsync(
        HttpRequest request, NpgsqlDataSource dataSource, Replays replays, CancellationToken cancellationToken)
    {
        if (ReasonOf(request, out var reason) is { } fault)
            return fault;

        var ids = await dataSource.QueryAsync(
            $"select id from analytics.quarantine where analytics.reason_group(reason) = $1 and body is not null order by id limit {MostReplayed}",
            [Sql.Text(reason)],
            row => row.GetInt64(0),
            cancellationToken);
        var outcomes = new List<Replay>();
        foreach (var id in ids)
        {
            if (await replays.ReplayAsync(id, cancellationToken) is { } replay)
                outcomes.Add(replay);
        }

        return TypedResults.Ok(Replayed.Of(outcomes));
    }

    private static async Task<Results<Ok<Dropped>, ContentHttpResult>> DropAsync(long id, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("delete from analytics.quarantine where id = $1");
        command.Parameters.Add(Sql.Value(id));
        var dropped = await command.ExecuteNonQueryAsync(cancellationToken);
        return dropped > 0 ? TypedResults.Ok(new Dropped(dropped)) : Unknown();
    }

    private static async Task<Results<Ok<Dropped>, ContentHttpResult>> DropAllAsync(
        HttpRequest request, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        if (ReasonOf(request, out var reason) is { } fault)
            return fault;

        await using var command = dataSource.CreateCommand("delete from analytics.quarantine where analytics.reason_group(reason) = $1");
        command.Parameters.Add(Sql.Text(reason));
        return TypedResults.Ok(new Dropped(await command.ExecuteNonQueryAsync(cancellationToken)));
    }

    // Without one it would be everything.
    private static ContentHttpResult? ReasonOf(HttpRequest request, out string reason)
    {
        var query = new Query(request.Query);
        reason = query.Text("reason") ?? "";
        var fault = query.Fault ?? (reason.Length == 0 ? "reason: is missing" : null);
        return fault is null ? null : TypedResults.Text(fault, statusCode: StatusCodes.Status400BadRequest);
    }

    private static ContentHttpResult Unknown() => TypedResults.Text("Not in quarantine", statusCode: StatusCodes.Status404NotFound);

    /// <summary>What became of replays.</summary>
    /// <param name="Accepted">How many have left the quarantine.</param>
    /// <param name="Kept">How many stay.</param>
    /// <param name="Reason">Why the last of them does; "" if none stays.</param>
    private sealed record Replayed(int Accepted, int Kept, string Reason)
    {
        public static Replayed Of(IReadOnlyCollection<Replay> replays) => new(
            replays.Count(replay => replay.Fault is null), replays.Count(replay => replay.Fault is not null), replays.LastOrDefault(replay => replay.Fault is not null)?.Fault ?? "");
    }

    /// <summary>How many are gone.</summary>
    private sealed record Dropped([property: JsonPropertyName("dropped")] int Count);
}
