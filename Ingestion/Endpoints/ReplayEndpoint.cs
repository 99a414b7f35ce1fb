using System.Net.Mime;
using Microsoft.AspNetCore.Http.HttpResults;
using Telemetry.Contracts;
using Telemetry.Ingestion.Http;
using Telemetry.Ingestion.Publishing;
using Telemetry.Ingestion.Runs;
using Telemetry.Ingestion.Starts;
using Telemetry.ServiceDefaults.Access;

namespace Telemetry.Ingestion.Endpoints;

/// <summary>
/// For Aggregation, which keeps the quarantine: a post that was refused once, by the rules of today. It counts at the time at which it came, and
/// once, however often it comes again. No route of the gateway leads here.
/// </summary>
public static class ReplayEndpoint
{
    /// <summary>Maps <c>POST /api/v1/admin/replay/{kind}?digest&amp;at</c>.</summary>
    public static void MapReplay(this WebApplication app) => app.MapPost("/api/v1/admin/replay/{kind}", ReplayAsync)
        .WithTags("quarantine")
        .RequireAdmin()
        .ExcludeFromDescription();

    private static async Task<Results<ContentHttpResult, Refusal>> ReplayAsync(
        string kind, Guid digest, DateTimeOffset at, HttpContext http, ReportPublisher publisher, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (await RequestBody.ReadAsync(http.Request, RequestBody.MostBytesOfLongOnes, cancellationToken) is not { } body)
            return Refusal.LongerThan(RequestBody.MostBytesOfLongOnes);

        var reception = new Reception(digest, clock.GetUtcNow(), at);
        if (Read(kind, body, reception, out var report) is { } refusal)
            return refusal;

        await publisher.PublishAsync(report, body.Length, cancellationToken);
        return TypedResults.Text("accepted", MediaTypeNames.Text.Plain, statusCode: StatusCodes.Status202Accepted);
    }

    private static Refusal? Read(string kind, byte[] body, Reception reception, out Report report)
    {
        if (kind == ReportKind.Start)
        {
            var refusal = StartPost.Read(body, reception, out var start);
            report = start;
            return refusal;
        }

        var fault = RunPost.Read(body, reception, out var run);
        report = run;
        return fault;
    }
}
