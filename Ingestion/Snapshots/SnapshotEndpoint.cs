using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Telemetry.Ingestion.Instances;
using Telemetry.Ingestion.Queue;

namespace Telemetry.Ingestion.Snapshots;

/// <summary>A success is sent once the broker has the report on disk.</summary>
internal static class SnapshotEndpoint
{
    public static void MapSnapshots(this WebApplication app) => app.MapPost("/v1/snapshot", PostAsync)
        .WithTags("reports")
        .WithSummary("Reports an instance's metrics; 202 once they are on disk. The same bytes count once")
        .Reads<SnapshotBody>()
        .Refuses(StatusCodes.Status400BadRequest)
        .RequireSignature();

    private static async Task<Results<Accepted<StatusResponse>, Problem>> PostAsync(
        HttpContext http, ReportPublisher publisher, TimeProvider clock, CancellationToken cancellationToken)
    {
        var (sender, body) = http.GetSignedRequest();
        if (sender.Status != InstanceStatus.Active)
            return Problem.Unauthorized;
        if (!StrictJson.TryParse(body, out var json, out var error))
            return Problem.BadJson(error);

        var now = clock.GetUtcNow();
        if (SnapshotFields.Read(json, now, out var snapshot) is { } fieldError)
            return Problem.BadField(fieldError);
        if (snapshot.InstanceId != sender.Id)
            return Problem.OtherInstance;

        var received = new SnapshotReceived
        {
            InstanceId = sender.Id,
            ReceivedAt = now,
            Digest = ReportMetadata.DigestOf([.. sender.Id.ToByteArray(bigEndian: true), .. body]),
            Timestamp = snapshot.Timestamp,
            Application = sender.Application,
            Version = sender.Version,
            Metrics = snapshot.Metrics,
        };
        await publisher.PublishAsync(received, body.Length, cancellationToken);
        return TypedResults.Accepted((string?)null, new StatusResponse("ok", "Snapshot received"));
    }
}

/// <summary>The body in the OpenAPI document. <see cref="SnapshotFields"/> reads it.</summary>
/// <param name="InstanceId">The same as in the header.</param>
/// <param name="Timestamp">At most 5 minutes ahead, at most 30 days ago.</param>
/// <param name="Metrics">Any names and values: numbers are metrics, texts are labels.</param>
internal sealed record SnapshotBody(Guid InstanceId, DateTimeOffset Timestamp, IReadOnlyDictionary<string, JsonElement> Metrics);
