namespace Telemetry.Aggregation.Quarantine;

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
