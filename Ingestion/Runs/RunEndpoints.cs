using System.Net.Mime;
using Microsoft.AspNetCore.Http.HttpResults;
using Telemetry.Ingestion.Queue;

namespace Telemetry.Ingestion.Runs;

/// <summary>A success is sent once the broker has the report on disk.</summary>
internal static class RunEndpoints
{
    public static void MapRuns(this WebApplication app)
    {
        var runs = app.MapGroup("").WithTags("runs");
        runs.MapPost("/telemetry", PostAsync)
            .WithSummary("Reports the status of a run of a script, in one of several posts; 202 once it is on disk")
            .Reads<RunBody>()
            .Produces<string>(StatusCodes.Status202Accepted, MediaTypeNames.Text.Plain)
            .Refuses(StatusCodes.Status400BadRequest);
        runs.MapPost("/", PostAsync)
            .WithSummary("The same, for older scripts")
            .Reads<RunBody>()
            .Produces<string>(StatusCodes.Status202Accepted, MediaTypeNames.Text.Plain)
            .Refuses(StatusCodes.Status400BadRequest);
    }

    private static async Task<Results<ContentHttpResult, Problem>> PostAsync(
        HttpContext http, ReportPublisher publisher, RefusedPosts refused, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (await RequestBody.ReadAsync(http.Request, RequestBody.MaxLargeBytes, cancellationToken) is not { } body)
            return Problem.TooLarge(RequestBody.MaxLargeBytes);

        if (RunParser.Parse(body, ReportMetadata.Of(body, clock.GetUtcNow()), out var run) is { } problem)
        {
            await refused.PublishAsync(body, problem, ReportKind.Run, http.Request.Headers.UserAgent, cancellationToken);
            return problem;
        }

        await publisher.PublishAsync(run, body.Length, cancellationToken);
        return TypedResults.Text("accepted", MediaTypeNames.Text.Plain, statusCode: StatusCodes.Status202Accepted);
    }
}
