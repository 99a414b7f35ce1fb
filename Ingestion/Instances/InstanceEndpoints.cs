using Microsoft.AspNetCore.Http.HttpResults;
using NSec.Cryptography;
using Telemetry.Ingestion.Queue;

namespace Telemetry.Ingestion.Instances;

/// <summary>Registration and activation. A success is sent once the broker has the report on disk.</summary>
internal static class InstanceEndpoints
{
    public static void MapInstanceEndpoints(this WebApplication app)
    {
        var reports = app.MapGroup("/v1").WithTags("reports");
        reports.MapPost("/register", RegisterAsync)
            .WithSummary("Registers an instance with its public key; may be repeated with the same key")
            .Reads<RegisterBody>()
            .Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status409Conflict);
        reports.MapPost("/activate", ActivateAsync)
            .WithSummary("Proves that the instance has the key; may be repeated")
            .Reads<ActivateBody>()
            .Refuses(StatusCodes.Status400BadRequest)
            .RequireSignature();
    }

    private static async Task<Results<Created<StatusResponse>, Problem>> RegisterAsync(
        HttpContext http, InstanceStore store, KnownInstances instances, ReportPublisher publisher, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        if (await RequestBody.ReadAsync(http.Request, RequestBody.MaxBytes, cancellationToken) is not { } body)
            return Problem.TooLarge(RequestBody.MaxBytes);
        if (!StrictJson.TryParse(body, out var json, out var error))
            return Problem.BadJson(error);
        if (Registration.Read(json, out var registration) is { } fieldError)
            return Problem.BadField(fieldError);

        var now = clock.GetUtcNow();
        var instance = await store.RegisterAsync(registration, now, cancellationToken);
        if (!instance.PublicKey.AsSpan().SequenceEqual(registration.PublicKey))
            return Problem.OtherKey;

        // Published also without a change: the client repeats a registration that was stored while the broker was unreachable.
        instances.Remove(instance.Id);
        await publisher.PublishAsync(instance.ToReport(now), body.Length, cancellationToken);
        return TypedResults.Created((string?)null, new StatusResponse("ok", "Registered"));
    }

    private static async Task<Results<Ok<StatusResponse>, Problem>> ActivateAsync(
        HttpContext http, InstanceStore store, ReportPublisher publisher, IngestionSettings settings, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var (sender, body) = http.GetSignedRequest();
        if (!StrictJson.TryParse(body, out _, out var error))
            return Problem.BadJson(error);

        var publicKey = sender.PublicKey.Export(KeyBlobFormat.RawPublicKey);
        var instance = settings.Activation == Activation.Tofu
            ? await store.ActivateAsync(sender.Id, publicKey, cancellationToken)
            : await store.FindAsync(sender.Id, publicKey, cancellationToken);
        if (instance?.Status == InstanceStatus.Pending)
            return Problem.AwaitsApproval;
        if (instance?.Status != InstanceStatus.Active)
            return Problem.Unauthorized;

        await publisher.PublishAsync(instance.ToReport(clock.GetUtcNow()), body.Length, cancellationToken);
        return TypedResults.Ok(new StatusResponse("active", "Instance activated successfully"));
    }
}

/// <summary>As SDKs send it; any JSON is accepted.</summary>
/// <param name="Action">"activate".</param>
internal sealed record ActivateBody(string Action);
