using System.Net.Mime;
using Microsoft.AspNetCore.Http.HttpResults;
using Telemetry.Ingestion.Queue;
using Telemetry.Ingestion.Runs;
using Telemetry.Ingestion.Starts;

namespace Telemetry.Ingestion.Import;

/// <summary>
/// A quarantined post that Aggregation sends again, by today's rules. It counts at the time of its first reception, and once however often
/// it is sent. The gateway has no route to it.
/// </summary>
internal static class ReplayEndpoint
{
    public static void MapReplay(this WebApplication app) => app.MapPost("/api/v1/admin/replay/{kind}", ReplayAsync)
        .WithTags("quarantine")
        .RequireAdmin()
        .ExcludeFromDescription();

    private static async Task<Results<ContentHttpResult, Problem>> ReplayAsync(
        string kind, Guid digest, DateTimeOffset at, HttpContext http, ReportPublisher publisher, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        if (await RequestBody.ReadAsync(http.Request, RequestBody.MaxLargeBytes, cancellationToken) is not { } body)
            return Problem.TooLarge(RequestBody.MaxLargeBytes);

        if (Parse(kind, body, new ReportMetadata(digest, clock.GetUtcNow(), at), out var report) is { } problem)
            return problem;

        await publisher.PublishAsync(report, body.Length, cancellationToken);
        return TypedResults.Text("accepted", MediaTypeNames.Text.Plain, statusCode: StatusCodes.Status202Accepted);
    }

    private static Problem? Parse(string kind, byte[] body, ReportMetadata metadata, out Report report)
    {
        Problem? problem;
        if (kind == ReportKind.Start)
        {
            problem = StartParser.Parse(body, metadata, out var start);
            report = start;
        }
        else
        {
            problem = RunParser.Parse(body, metadata, out var run);
            report = run;
        }

        return problem;
    }
}
