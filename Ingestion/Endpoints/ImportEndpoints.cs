using Microsoft.AspNetCore.Http.HttpResults;
using Telemetry.Contracts;
using Telemetry.Ingestion.Http;
using Telemetry.Ingestion.Identity;
using Telemetry.Ingestion.Import;
using Telemetry.Ingestion.Publishing;
using Telemetry.Ingestion.Settings;
using Telemetry.ServiceDefaults.Access;

namespace Telemetry.Ingestion.Endpoints;

/// <summary>
/// History from other systems, brought by the admin: NDJSON, one record a line. Each line is accepted or skipped with a reason, by the rules
/// of the protocol that it would have come by; nothing is signed, and times are those of the records. The same record again is a
/// duplicate.
/// </summary>
public static class ImportEndpoints
{
    /// <summary>The longest body that is taken.</summary>
    public const int MostBytes = 256 * 1024;

    /// <summary>Maps <c>POST /api/v1/admin/import/instances</c>, <c>/snapshots</c>, <c>/runs</c> and <c>/starts</c>.</summary>
    public static void MapImports(this WebApplication app)
    {
        var imports = app.MapGroup("/api/v1/admin/import").WithTags("import").RequireAdmin().RequireRoomInQueue();
        imports.MapPost("/instances", ImportInstancesAsync).Describe("Takes instances over from another system; what is known here stays as it is");
        imports.MapPost("/snapshots", ImportSnapshotsAsync).Describe("Takes snapshots of known instances over");
        imports.MapPost("/runs", ImportRunsAsync).Describe("Takes records of runs over");
        imports.MapPost("/starts", ImportStartsAsync).Describe("Takes starts of containers over");
    }

    private static void Describe(this RouteHandlerBuilder endpoint, string summary) => endpoint
        .WithSummary(summary)
        .WithDescription("NDJSON: one record a line. The answer names the lines that were not taken, and why.")
        .Accepts<string>("application/x-ndjson", "*/*");

    private static async Task<Results<Accepted<ImportAnswer>, Refusal>> ImportInstancesAsync(
        HttpContext http, InstanceStore store, ReportPublisher publisher, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (await ImportLines.ReadAsync(http.Request, MostBytes, cancellationToken) is not { } lines)
            return Refusal.LongerThan(MostBytes);

        var now = clock.GetUtcNow();
        var told = lines.Read<ImportedInstance>((line, out instance) => ImportedInstance.Read(line, now, out instance));
        var known = await store.ImportAsync([.. told.Select(line => line.Record)], cancellationToken);
        foreach (var (line, instance) in told)
        {
            if (!known.TryGetValue(instance.Registration.InstanceId, out var here))
                lines.Skip(line, "instance_id: was deleted here");
            else if (!here.PublicKey.AsSpan().SequenceEqual(instance.Registration.PublicKey))
                lines.Skip(line, "public_key: another key is registered for this instance_id");
            else
                lines.Accept(line, here.Tell(now));
        }

        return await lines.PublishAsync(publisher, cancellationToken);
    }

    private static async Task<Results<Accepted<ImportAnswer>, Refusal>> ImportSnapshotsAsync(
        HttpContext http, InstanceStore store, ReportPublisher publisher, IngestionSettings settings, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        if (await ImportLines.ReadAsync(http.Request, MostBytes, cancellationToken) is not { } lines)
            return Refusal.LongerThan(MostBytes);

        var now = clock.GetUtcNow();
        var history = new ImportHistory(settings.Retention, now);
        var told = lines.Read<ImportedSnapshot>((line, out snapshot) => ImportedSnapshot.Read(line, history, out snapshot));
        var known = (await store.FindAsync([.. told.Select(line => line.Record.Snapshot.InstanceId).Distinct()], cancellationToken))
            .ToDictionary(instance => instance.Id);
        foreach (var (line, snapshot) in told)
        {
            if (known.TryGetValue(snapshot.Snapshot.InstanceId, out var instance))
                lines.Accept(line, snapshot.Tell(instance, now));
            else
                lines.Skip(line, "instance_id: is not known here");
        }

        return await lines.PublishAsync(publisher, cancellationToken);
    }

    private static async Task<Results<Accepted<ImportAnswer>, Refusal>> ImportRunsAsync(
        HttpContext http, ReportPublisher publisher, IngestionSettings settings, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (await ImportLines.ReadAsync(http.Request, MostBytes, cancellationToken) is not { } lines)
            return Refusal.LongerThan(MostBytes);

        var now = clock.GetUtcNow();
        var history = new ImportHistory(settings.Retention, now);
        foreach (var (line, posts) in lines.Read<IReadOnlyList<RunReported>>((line, out posts) => ImportedRun.Read(line, history, now, out posts)))
            lines.Accept(line, [.. posts]);
        return await lines.PublishAsync(publisher, cancellationToken);
    }

    private static async Task<Results<Accepted<ImportAnswer>, Refusal>> ImportStartsAsync(
        HttpContext http, ReportPublisher publisher, IngestionSettings settings, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (await ImportLines.ReadAsync(http.Request, MostBytes, cancellationToken) is not { } lines)
            return Refusal.LongerThan(MostBytes);

        var now = clock.GetUtcNow();
        var history = new ImportHistory(settings.Retention, now);
        foreach (var (line, start) in lines.Read<StartReported>((line, out start) => ImportedStart.Read(line, history, now, out start)))
            lines.Accept(line, start);
        return await lines.PublishAsync(publisher, cancellationToken);
    }
}
