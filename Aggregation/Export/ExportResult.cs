using Telemetry.Aggregation.Observability;

namespace Telemetry.Aggregation.Export;

/// <summary>
/// An export whose first piece has been read. The client sets the pace. An export that fails aborts the connection, so that a part is never
/// taken for the whole.
/// </summary>
internal sealed partial class ExportResult(
    ExportReader reader, RowWriter rows, string kind, string fileName, AggregationMetrics metrics, ILogger<ExportResult> logger) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, left) = (httpContext.Response, httpContext.RequestAborted);
        response.ContentType = rows.ContentType;
        response.Headers.ContentDisposition = $"attachment; filename=\"{fileName}\"";
        response.Headers.CacheControl = "no-store";
        try
        {
            using (rows)
            {
                await rows.SendAsync(response.Body, left);
                while (await reader.ReadAsync(rows, left))
                    await rows.SendAsync(response.Body, left);
            }

            metrics.CountExport(kind, "complete");
        }
        catch (Exception) when (left.IsCancellationRequested)
        {
            metrics.CountExport(kind, "left");
            Log.Left(logger, kind, reader.Rows);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            metrics.CountExport(kind, "broken");
            Log.Broken(logger, kind, reader.Rows, e.Message);
            httpContext.Abort();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The client left an export of {Kind} after {Rows} rows")]
        public static partial void Left(ILogger logger, string kind, long rows);

        [LoggerMessage(LogLevel.Warning, "An export of {Kind} broke off after {Rows} rows: {Reason}")]
        public static partial void Broken(ILogger logger, string kind, long rows, string reason);
    }
}
