using Microsoft.AspNetCore.Http.HttpResults;
using Telemetry.Ingestion.Instances;
using Telemetry.Ingestion.Queue;

namespace Telemetry.Ingestion.Import;

/// <summary>
/// History of other systems, sent by the admin as NDJSON with one record a line. Each line is accepted or skipped by the rules of its
/// protocol, without a signature and with the record's own time. A repeated record is a duplicate.
/// </summary>
internal static class ImportEndpoints
{
    public static void MapImport(this WebApplication app)
    {
        var imports = app.MapGroup("/api/v1/admin/import").WithTags("import").RequireAdmin().WithBackpressure();
        imports.MapPost("/instances", ImportInstancesAsync)
            .Describe("Imports instances of another system; known ones do not change");
        imports.MapPost("/snapshots", ImportSnapshotsAsync).Describe("Imports snapshots of known instances");
        imports.MapPost("/runs", ImportRunsAsync).Describe("Imports records of runs");
        imports.MapPost("/starts", ImportStartsAsync).Describe("Imports starts of containers");
        app.MapReplay();
    }

    private static void Describe(this RouteHandlerBuilder endpoint, string summary) => endpoint
        .WithSummary(summary)
        .WithDescription("NDJSON: one record a line. The response names the skipped lines with their reasons.")
        .Accepts<string>("application/x-ndjson", "*/*");

    private static async Task<Results<Accepted<ImportResponse>, Problem>> ImportInstancesAsync(
        HttpContext http, InstanceStore store, ReportPublisher publisher, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (await ImportLines.ReadAsync(http.Request, cancellationToken) is not { } lines)
            return Problem.TooLarge(RequestBody.MaxLargeBytes);

        var now = clock.GetUtcNow();
        var records = lines.Read<Instance>((line, out instance) => ImportedInstance.Read(line, now, out instance));
        var known = await store.ImportAsync([.. records.Select(line => line.Record)], cancellationToken);
        foreach (var (line, imported) in records)
        {
            if (!known.TryGetValue(imported.Id, out var instance))
                lines.Skip(line, "instance_id: was deleted here");
            else if (!instance.PublicKey.AsSpan().SequenceEqual(imported.PublicKey))
                lines.Skip(line, "public_key: another key is registered for this instance_id");
            else
                lines.Accept(line, instance.ToReport(now));
        }

        return await lines.PublishAsync(publisher, cancellationToken);
    }

    private static async Task<Results<Accepted<ImportResponse>, Problem>> ImportSnapshotsAsync(
        HttpContext http, InstanceStore store, ReportPublisher publisher, IngestionSettings settings, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        if (await ImportLines.ReadAsync(http.Request, cancellationToken) is not { } lines)
            return Problem.TooLarge(RequestBody.MaxLargeBytes);

        var now = clock.GetUtcNow();
        var history = new ImportHistory(settings.Retention, now);
        var records = lines.Read<ImportedSnapshot>((line, out snapshot) => ImportedSnapshot.Read(line, history, out snapshot));
        var known = (await store.FindAsync([.. records.Select(line => line.Record.Fields.InstanceId).Distinct()], cancellationToken))
            .ToDictionary(instance => instance.Id);
        foreach (var (line, snapshot) in records)
        {
            if (known.TryGetValue(snapshot.Fields.InstanceId, out var instance))
                lines.Accept(line, snapshot.ToReport(instance, now));
            else
                lines.Skip(line, "instance_id: is not known here");
        }

        return await lines.PublishAsync(publisher, cancellationToken);
    }

    private static async Task<Results<Accepted<ImportResponse>, Problem>> ImportRunsAsync(
        HttpContext http, ReportPublisher publisher, IngestionSettings settings, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (await ImportLines.ReadAsync(http.Request, cancellationToken) is not { } lines)
            return Problem.TooLarge(RequestBody.MaxLargeBytes);

        var now = clock.GetUtcNow();
        var history = new ImportHistory(settings.Retention, now);
        var records = lines.Read<IReadOnlyList<RunReported>>((line, out posts) => ImportedRun.Read(line, history, now, out posts));
        foreach (var (line, posts) in records)
            lines.Accept(line, [.. posts]);
        return await lines.PublishAsync(publisher, cancellationToken);
    }

    private static async Task<Results<Accepted<ImportResponse>, Problem>> ImportStartsAsync(
        HttpContext http, ReportPublisher publisher, IngestionSettings settings, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (await ImportLines.ReadAsync(http.Request, cancellationToken) is not { } lines)
            return Problem.TooLarge(RequestBody.MaxLargeBytes);

        var now = clock.GetUtcNow();
        var history = new ImportHistory(settings.Retention, now);
        foreach (var (line, start) in lines.Read<StartReported>((line, out start) => ImportedStart.Read(line, history, now, out start)))
            lines.Accept(line, start);
        return await lines.PublishAsync(publisher, cancellationToken);
    }
}
