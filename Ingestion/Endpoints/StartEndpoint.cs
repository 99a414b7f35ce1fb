using Microsoft.AspNetCore.Http.HttpResults;
using Telemetry.Contracts;
using Telemetry.Ingestion.Http;
using Telemetry.Ingestion.Publishing;
using Telemetry.Ingestion.Runs;
using Telemetry.Ingestion.Starts;

namespace Telemetry.Ingestion.Endpoints;

/// <summary>What containers send when they start.</summary>
public static class StartEndpoint
{
    /// <summary>Maps <c>POST /collect</c>.</summary>
    public static void MapStarts(this WebApplication app) => app.MapPost("/collect", PostAsync)
        .WithTags("starts")
        .WithMetadata(JsonRefusals.Mark)
        .WithSummary("Tells that a container started; 200 once it is on disk")
        .Reads<StartBody>()
        .Produces<Answer>(StatusCodes.Status400BadRequest);

    private static async Task<Results<Ok<Answer>, Refusal>> PostAsync(
        HttpContext http, ReportPublisher publisher, RefusedPosts refused, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (await RequestBody.ReadAsync(http.Request, cancellationToken) is not { } body)
            return Refusal.TooLarge;
        if (StartPost.Read(body, Reception.Of(body, clock.GetUtcNow()), out var start) is { } refusal)
        {
            await refused.KeepAsync(body, refusal, ReportKind.Start, http.Request.Headers.UserAgent, cancellationToken);
            return refusal;
        }

        await publisher.PublishAsync(start, body.Length, cancellationToken);
        return TypedResults.Ok(new Answer("success", "Telemetry collected"));
    }
}
