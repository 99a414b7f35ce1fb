namespace Telemetry.Aggregation.Quarantine;

/// <summary>A replay while Ingestion is unavailable is 503 with Retry-After.</summary>
internal sealed class IngestionUnavailable : IEndpointFilter
{
    private const string RetryAfterSeconds = "5";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (HttpRequestException)
        {
            context.HttpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
            return TypedResults.Text("Ingestion is not available, try again", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
