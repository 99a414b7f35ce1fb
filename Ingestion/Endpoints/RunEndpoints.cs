using System.Net.Mime;
using Microsoft.AspNetCore.Http.HttpResults;
using Telemetry.Contracts;
using Telemetry.Ingestion.Http;
using Telemetry.Ingestion.Publishing;
using Telemetry.Ingestion.Runs;
using Telemetry.ServiceDefaults.Api;

namespace Telemetry.Ingestion.Endpoints;

/// <summary>What scripts send of their runs. Accepted is answered only once the broker has the post on disk.</summary>
public static class RunEndpoints
{
    /// <summary>Maps <c>POST /telemetry</c> and, for older scripts, <c>POST /</c>.</summary>
    public static void MapRuns(this WebApplication app)
    {
        var runs = app.MapGroup("").WithTags("runs");
        runs.MapPost("/telemetry", PostAsync)
            .WithSummary("Tells how the run of a script fares: one of several posts of a run; 202 once it is on disk")
            .Reads<RunBody>()
            .Produces<string>(StatusCodes.Status202Accepted, MediaTypeNames.Text.Plain)
            .Refuses(StatusCodes.Status400BadRequest);
        runs.MapPost("/", PostAsync)
            .WithSummary("The same, for older scripts")
            .Reads<RunBody>()
            .Produces<string>(StatusCodes.Status202Accepted, MediaTypeNames.Text.Plain)
            .Refuses(StatusCodes.Status400BadRequest);
    }

    private static async Task<Results<ContentHttpResult, Refusal>> PostAsync(
        HttpContext http, ReportPublisher publisher, RefusedPosts refused, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (await RequestBody.ReadAsync(http.Request, RequestBody.MostBytesOfLongOnes, cancellationToken) is not { } body)
            return Refusal.LongerThan(RequestBody.MostBytesOfLongOnes);

        if (RunPost.Read(body, Reception.Of(body, clock.GetUtcNow()), out var run) is { } refusal)
        {
            await refused.KeepAsync(body, refusal, ReportKind.Run, http.Request.Headers.UserAgent, cancellationToken);
            return refusal;
        }

        await publisher.PublishAsync(run, body.Length, cancellationToken);
        return TypedResults.Text("accepted", MediaTypeNames.Text.Plain, statusCode: StatusCodes.Status202Accepted);
    }
}
