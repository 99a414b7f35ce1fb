using Microsoft.AspNetCore.Http.HttpResults;
using Telemetry.Aggregation.Observability;

namespace Telemetry.Aggregation.Export;

/// <summary><c>GET export/{instances|runs|starts|snapshots}?format=csv|ndjson&amp;days=</c>: all of a kind, or of the last days.</summary>
internal static class ExportEndpoint
{
    private const int MaxDays = 36_500;

    public static void MapExport(this RouteGroupBuilder admin) => admin.MapGet("export/{kind}", GetAsync)
        .WithTags("export")
        .WithSummary("Streams everything of one kind: instances, runs, starts or snapshots")
        .WithQuery(
            new("format", "CSV with a header, or a JSON object per line", RowWriter.Formats),
            new("days", "Only the last days, with today; everything without", IsInteger: true) { Min = 1, Max = MaxDays })
        .Produces<string>(StatusCodes.Status200OK, "text/csv", "application/x-ndjson");

    private static async Task<IResult> GetAsync(
        string kind,
        HttpRequest request,
        NpgsqlDataSource dataSource,
        AggregationMetrics metrics,
        TimeProvider time,
        ILogger<ExportResult> logger,
        CancellationToken cancellationToken)
    {
        var query = new Query(request.Query);
        var format = query.OneOf("format", RowWriter.Formats);
        var days = query.Integer("days", fallback: 0, min: 1, max: MaxDays);
        if (ExportKind.All.FirstOrDefault(known => known.Name == kind) is not { } exported)
            return Problem($"kind: must be one of {string.Join(", ", ExportKind.All.Select(known => known.Name))}");
        if (query.Error is { } error)
            return Problem(error);

        var today = time.GetUtcNow().UtcDateTime.Date;
        var reader = new ExportReader(dataSource, exported, days == 0 ? null : today.AddDays(1 - days));
        var rows = RowWriter.Of(format, exported.Columns);

        // Until the first byte is sent, an unavailable database can still be a 503.
        await reader.ReadAsync(rows, cancellationToken);
        return new ExportResult(reader, rows, exported.Name, $"{exported.Name}-{today:yyyy-MM-dd}.{format}", metrics, logger);
    }

    private static ContentHttpResult Problem(string error) => TypedResults.Text(error, statusCode: StatusCodes.Status400BadRequest);
}
