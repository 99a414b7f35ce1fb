using Microsoft.AspNetCore.Http.HttpResults;
using Telemetry.Ingestion.Queue;

namespace Telemetry.Ingestion.Instances;

/// <summary>A repeated command changes nothing, and publishes the instance again.</summary>
internal static class InstanceCommands
{
    public static void MapInstanceCommands(this WebApplication app)
    {
        var commands = app.MapGroup("/api/v1/admin/instances/{id}").WithTags("instances").RequireAdmin();
        commands.MapPost("/approve", ApproveAsync)
            .WithSummary("Lets an instance send, under ACTIVATION=explicit")
            .Refuses(StatusCodes.Status404NotFound);
        commands.MapPost("/revoke", RevokeAsync)
            .WithSummary("Refuses all further reports of an instance; what it has sent stays")
            .Refuses(StatusCodes.Status404NotFound);
        commands.MapDelete("/", DeleteAsync)
            .WithSummary("Deletes an instance and its snapshots")
            .Refuses(StatusCodes.Status404NotFound);
    }

    private static Task<Results<Ok<StatusResponse>, Problem>> ApproveAsync(
        [AsParameters] Command command, CancellationToken cancellationToken) =>
        ChangeAsync(command, command.Store.ApproveAsync, "Instance approved", cancellationToken);

    private static Task<Results<Ok<StatusResponse>, Problem>> RevokeAsync(
        [AsParameters] Command command, CancellationToken cancellationToken) =>
        ChangeAsync(command, command.Store.RevokeAsync, "Instance revoked", cancellationToken);

    private static Task<Results<Ok<StatusResponse>, Problem>> DeleteAsync(
        [AsParameters] Command command, CancellationToken cancellationToken) =>
        ChangeAsync(command, command.Store.DeleteAsync, "Instance deleted", cancellationToken);

    private static async Task<Results<Ok<StatusResponse>, Problem>> ChangeAsync(
        Command command, Func<Guid, CancellationToken, Task<Instance?>> change, string message, CancellationToken cancellationToken)
    {
        if (!StrictFields.TryReadId(command.Id, out var id) || await change(id, cancellationToken) is not { } instance)
            return Problem.UnknownInstance;

        // Removed before the publish: a revocation holds even while the broker is unreachable.
        command.Instances.Remove(id);
        await command.Publisher.PublishAsync(instance.ToReport(command.Clock.GetUtcNow()), bodyLength: 0, cancellationToken);
        return TypedResults.Ok(new StatusResponse("ok", message));
    }

    private sealed record Command(string Id, InstanceStore Store, KnownInstances Instances, ReportPublisher Publisher, TimeProvider Clock);
}
