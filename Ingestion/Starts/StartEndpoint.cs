using Microsoft.AspNetCore.Http.HttpResults;
using Telemetry.Ingestion.Queue;

namespace Telemetry.Ingestion.Starts;

/// <summary>A success is sent once the broker has the report on disk.</summary>
internal static class StartEndpoint
{
    public static void MapStarts(this WebApplication app) => app.MapPost("/collect", PostAsync)
        .WithTags("starts")
        .WithMetadata(new JsonProblems())
        .WithSummary("Reports the start of a container; 200 once it is on disk")
        .Reads<StartBody>()
        .Produces<StatusResponse>(StatusCodes.Status400BadRequest);

    private static async Task<Results<Ok<StatusResponse>, Problem>> PostAsync(
        HttpContext http, ReportPublisher publisher, RefusedPosts refused, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (await RequestBody.ReadAsync(http.Request, RequestBody.MaxBytes, cancellationToken) is not { } body)
            return Problem.TooLarge(RequestBody.MaxBytes);

        if (StartParser.Parse(body, ReportMetadata.Of(body, clock.GetUtcNow()), out var start) is { } problem)
        {
            await refused.PublishAsync(body, problem, ReportKind.Start, http.Request.Headers.UserAgent, cancellationToken);
            return problem;
        }

        await publisher.PublishAsync(start, body.Length, cancellationToken);
        return TypedResults.Ok(new StatusResponse("success", "Telemetry collected"));
    }
}
