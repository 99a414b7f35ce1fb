using Microsoft.AspNetCore.Http.HttpResults;
using Telemetry.Ingestion.Http;
using Telemetry.Ingestion.Identity;
using Telemetry.Ingestion.Json;
using Telemetry.Ingestion.Publishing;
using Telemetry.ServiceDefaults.Access;
using Telemetry.ServiceDefaults.Api;

namespace Telemetry.Ingestion.Endpoints;

/// <summary>What an admin does to an instance. Each may be repeated, and is told on again then.</summary>
public static class InstanceCommands
{
    /// <summary>Maps approve, revoke and delete under <c>/api/v1/admin/instances/{id}</c>.</summary>
    public static void MapInstanceCommands(this WebApplication app)
    {
        var commands = app.MapGroup("/api/v1/admin/instances/{id}").WithTags("instances").RequireAdmin();
        commands.MapPost("/approve", ApproveAsync)
            .WithSummary("Lets an instance send, under ACTIVATION=explicit")
            .Refuses(StatusCodes.Status404NotFound);
        commands.MapPost("/revoke", RevokeAsync)
            .WithSummary("Takes nothing from an instance any more; what it has sent stays")
            .Refuses(StatusCodes.Status404NotFound);
        commands.MapDelete("/", DeleteAsync)
            .WithSummary("Deletes an instance and its snapshots")
            .Refuses(StatusCodes.Status404NotFound);
    }

    private static Task<Results<Ok<Answer>, Refusal>> ApproveAsync([AsParameters] Target target, CancellationToken cancellationToken) =>
        ChangeAsync(target, target.Store.ApproveAsync, "Instance approved", cancellationToken);

    private static Task<Results<Ok<Answer>, Refusal>> RevokeAsync([AsParameters] Target target, CancellationToken cancellationToken) =>
        ChangeAsync(target, target.Store.RevokeAsync, "Instance revoked", cancellationToken);

    private static Task<Results<Ok<Answer>, Refusal>> DeleteAsync([AsParameters] Target target, CancellationToken cancellationToken) =>
        ChangeAsync(target, target.Store.DeleteAsync, "Instance deleted", cancellationToken);

    private static async Task<Results<Ok<Answer>, Refusal>> ChangeAsync(
        Target target, Func<Guid, CancellationToken, Task<Instance?>> change, string message, CancellationToken cancellationToken)
    {
        if (!BodyFields.TryReadId(target.Id, out var id) || await change(id, cancellationToken) is not { } instance)
            return Refusal.UnknownInstance;

        // Forgotten before it is told: a revocation holds also while the broker is away.
        target.Instances.Forget(id);
        await target.Publisher.PublishAsync(instance.Tell(target.Clock.GetUtcNow()), bodyLength: 0, cancellationToken);
        return TypedResults.Ok(new Answer("ok", message));
    }

    /// <summary>The instance that is meant, and what it takes to change it.</summary>
    private sealed record Target(string Id, InstanceStore Store, KnownInstances Instances, ReportPublisher Publisher, TimeProvider Clock);
}
