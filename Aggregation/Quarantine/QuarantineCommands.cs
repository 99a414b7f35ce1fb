using Microsoft.AspNetCore.Http.HttpResults;
using Telemetry.Aggregation.Intake;
using DropResult = Telemetry.Contracts.Reads.DropResult;
using Outcome = Telemetry.Contracts.Reads.ReplayResult;

namespace Telemetry.Aggregation.Quarantine;

/// <summary>Commands on one report or on all reports of a reason. Each is idempotent.</summary>
internal static class QuarantineCommands
{
    // Bounded by the deadline of one request; a further request replays the next ones.
    private const int MaxReplayed = 50;

    public static void Map(RouteGroupBuilder quarantine)
    {
        quarantine.MapPost("{id:long}/replay", ReplayAsync)
            .WithSummary(
                "Takes a report as if it came now, at the time at which it came; if it is refused again it stays, with the new reason")
            .Refuses(StatusCodes.Status404NotFound);
        quarantine.MapPost("replay", ReplayAllAsync)
            .WithSummary($"The same for the oldest {MaxReplayed} reports of a reason")
            .WithQuery(QuarantineList.ReasonParameter("The reason, as in reasons; required"));
        quarantine.MapDelete("{id:long}", DropAsync)
            .WithSummary("Deletes a report")
            .Refuses(StatusCodes.Status404NotFound);
        quarantine.MapDelete("", DropAllAsync)
            .WithSummary("Deletes all reports of a reason")
            .WithQuery(QuarantineList.ReasonParameter("The reason, as in reasons; required"));
    }

    private static async Task<Results<Ok<Outcome>, ContentHttpResult>> ReplayAsync(
        long id, Replays replays, CancellationToken cancellationToken) =>
        await replays.ReplayAsync(id, cancellationToken) is { } result
            ? TypedResults.Ok(OutcomeOf([result]))
            : NotFound();

    private static async Task<Results<Ok<Outcome>, ContentHttpResult>> ReplayAllAsync(
        HttpRequest request, NpgsqlDataSource dataSource, Replays replays, CancellationToken cancellationToken)
    {
        if (ReadReason(request, out var reason) is { } error)
            return error;

        var ids = await dataSource.QueryAsync(
            $"""
            select id
            from analytics.quarantine
            where analytics.reason_group(reason) = $1 and body is not null
            order by id
            limit {MaxReplayed}
            """,
            [Sql.Text(reason)],
            row => row.GetInt64(0),
            cancellationToken);
        var results = new List<ReplayResult>();
        foreach (var id in ids)
        {
            if (await replays.ReplayAsync(id, cancellationToken) is { } result)
                results.Add(result);
        }

        return TypedResults.Ok(OutcomeOf(results));
    }

    private static async Task<Results<Ok<DropResult>, ContentHttpResult>> DropAsync(
        long id, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("delete from analytics.quarantine where id = $1");
        command.Parameters.Add(Sql.Value(id));
        var dropped = await command.ExecuteNonQueryAsync(cancellationToken);
        return dropped > 0 ? TypedResults.Ok(new DropResult(dropped)) : NotFound();
    }

    private static async Task<Results<Ok<DropResult>, ContentHttpResult>> DropAllAsync(
        HttpRequest request, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        if (ReadReason(request, out var reason) is { } error)
            return error;

        await using var command = dataSource.CreateCommand("delete from analytics.quarantine where analytics.reason_group(reason) = $1");
        command.Parameters.Add(Sql.Text(reason));
        return TypedResults.Ok(new DropResult(await command.ExecuteNonQueryAsync(cancellationToken)));
    }

    // Required: without a reason the command would apply to everything.
    private static ContentHttpResult? ReadReason(HttpRequest request, out string reason)
    {
        var query = new Query(request.Query);
        reason = query.Text("reason") ?? "";
        var error = query.Error ?? (reason.Length == 0 ? "reason: is missing" : null);
        return error is null ? null : TypedResults.Text(error, statusCode: StatusCodes.Status400BadRequest);
    }

    private static ContentHttpResult NotFound() => TypedResults.Text("Not in quarantine", statusCode: StatusCodes.Status404NotFound);

    private static Outcome OutcomeOf(IReadOnlyCollection<ReplayResult> results) => new(
        results.Count(result => result.Error is null),
        results.Count(result => result.Error is not null),
        results.LastOrDefault(result => result.Error is not null)?.Error ?? "");
}
