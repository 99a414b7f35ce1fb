using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using NSec.Cryptography;
using Telemetry.Contracts;
using Telemetry.Ingestion.Http;
using Telemetry.Ingestion.Identity;
using Telemetry.Ingestion.Json;
using Telemetry.Ingestion.Publishing;
using Telemetry.Ingestion.Settings;
using Telemetry.Ingestion.Signatures;
using Telemetry.ServiceDefaults.Api;

namespace Telemetry.Ingestion.Endpoints;

/// <summary>What instances send. A success is answered only once the broker has the report on disk.</summary>
public static class ReportEndpoints
{
    /// <summary>Maps <c>POST /v1/register</c>, <c>/v1/activate</c> and <c>/v1/snapshot</c>.</summary>
    public static void MapReports(this WebApplication app)
    {
        var reports = app.MapGroup("/v1").WithTags("reports");
        reports.MapPost("/register", RegisterAsync)
            .WithSummary("Makes an instance known, with its public key; may be repeated with the same key")
            .Reads<RegisterBody>()
            .Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status409Conflict);
        reports.MapPost("/activate", ActivateAsync)
            .WithSummary("Proves that the instance has the key; may be repeated")
            .Reads<ActivateBody>()
            .Refuses(StatusCodes.Status400BadRequest)
            .RequireSignature();
        reports.MapPost("/snapshot", SnapshotAsync)
            .WithSummary("Takes an instance's metrics; 202 once they are on disk. The same bytes again count once")
            .Reads<SnapshotBody>()
            .Refuses(StatusCodes.Status400BadRequest)
            .RequireSignature();
    }

    private static async Task<Results<Created<Answer>, Refusal>> RegisterAsync(
        HttpContext http, InstanceStore store, KnownInstances instances, ReportPublisher publisher, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        if (await RequestBody.ReadAsync(http.Request, cancellationToken) is not { } body)
            return Refusal.TooLarge;
        if (!StrictJson.TryParse(body, out var json, out var fault))
            return Refusal.BadJson(fault);
        if (Registration.Read(json, out var registration) is { } wrongField)
            return Refusal.BadField(wrongField);

        var now = clock.GetUtcNow();
        var instance = await store.RegisterAsync(registration, now, cancellationToken);
        if (!instance.PublicKey.AsSpan().SequenceEqual(registration.PublicKey))
            return Refusal.OtherKey;

        // Told also when nothing changed: the client may have come back because it could not be told the last time.
        instances.Forget(instance.Id);
        await publisher.PublishAsync(instance.Tell(now), body.Length, cancellationToken);
        return TypedResults.Created((string?)null, new Answer("ok", "Registered"));
    }

    private static async Task<Results<Ok<Answer>, Refusal>> ActivateAsync(
        HttpContext http, InstanceStore store, ReportPublisher publisher, IngestionSettings settings, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var (sender, body) = http.Signed();
        if (!StrictJson.TryParse(body, out _, out var fault))
            return Refusal.BadJson(fault);

        var publicKey = sender.PublicKey.Export(KeyBlobFormat.RawPublicKey);
        var instance = settings.Activation == Activation.Tofu
            ? await store.ActivateAsync(sender.Id, publicKey, cancellationToken)
            : await store.FindAsync(sender.Id, publicKey, cancellationToken);
        if (instance?.Status == InstanceStatus.Pending)
            return Refusal.AwaitsApproval;
        if (instance?.Status != InstanceStatus.Active)
            return Refusal.Unauthorized;

        await publisher.PublishAsync(instance.Tell(clock.GetUtcNow()), body.Length, cancellationToken);
        return TypedResults.Ok(new Answer("active", "Instance activated successfully"));
    }

    private static async Task<Results<Accepted<Answer>, Refusal>> SnapshotAsync(
        HttpContext http, ReportPublisher publisher, TimeProvider clock, CancellationToken cancellationToken)
    {
        var (sender, body) = http.Signed();
        if (sender.Status != InstanceStatus.Active)
            return Refusal.Unauthorized;
        if (!StrictJson.TryParse(body, out var json, out var fault))
            return Refusal.BadJson(fault);
        var now = clock.GetUtcNow();
        if (Snapshot.Read(json, now, out var snapshot) is { } wrongField)
            return Refusal.BadField(wrongField);
        if (snapshot.InstanceId != sender.Id)
            return Refusal.OtherInstance;

        var received = new SnapshotReceived
        {
            InstanceId = sender.Id,
            ReceivedAt = now,
            Digest = Digest(sender.Id, body),
            Timestamp = snapshot.Timestamp,
            Application = sender.Application,
            Version = sender.Version,
            Metrics = snapshot.Metrics,
        };
        await publisher.PublishAsync(received, body.Length, cancellationToken);
        return TypedResults.Accepted((string?)null, new Answer("ok", "Snapshot received"));
    }

    private static Guid Digest(Guid instanceId, byte[] body) =>
        new(SHA256.HashData([.. instanceId.ToByteArray(bigEndian: true), .. body]).AsSpan(0, 16), bigEndian: true);
}
