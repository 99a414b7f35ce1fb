using Microsoft.AspNetCore.Http.HttpResults;
using Telemetry.Ingestion.Http;
using Telemetry.Ingestion.Json;
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
        HttpContext http, ReportPublisher publisher, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (await RequestBody.ReadAsync(http.Request, cancellationToken) is not { } body)
            return Refusal.TooLarge;
        if (!StrictJson.TryParse(body, out var json, out var fault))
            return Refusal.BadJson(fault);
        if (StartFields.Read(json, Reception.Of(body, clock.GetUtcNow()), out var start) is { } wrongField)
            return Refusal.BadField(wrongField);

        await publisher.PublishAsync(start, body.Length, cancellationToken);
        return TypedResults.Ok(new Answer("success", "Telemetry collected"));
    }
}
