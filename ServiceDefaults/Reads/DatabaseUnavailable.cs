using Npgsql;

namespace Telemetry.ServiceDefaults.Reads;

/// <summary>An unavailable, frozen or overloaded database is 503 with Retry-After, never 500 (docs/rules.md, rule 2).</summary>
public sealed partial class DatabaseUnavailable(ILogger<DatabaseUnavailable> logger) : IEndpointFilter
{
    private const string RetryAfterSeconds = "2";

    /// <inheritdoc/>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            Log.Unanswered(logger, e.Message);
            context.HttpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
            return TypedResults.Text("The database is not available, try again", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "A read had no answer from the database: {Reason}")]
        public static partial void Unanswered(ILogger logger, string reason);
    }
}
