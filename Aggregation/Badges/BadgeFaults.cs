using Npgsql;

namespace Telemetry.Aggregation.Badges;

/// <summary>A database that is away or slow is a badge that says so, soon: whoever looks at a page does not wait for its pictures.</summary>
internal sealed partial class BadgeFaults(ILogger<BadgeFaults> logger) : IEndpointFilter
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context).AsTask().WaitAsync(Deadline, context.HttpContext.RequestAborted);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            Log.Unanswered(logger, e.Message);
            return BadgeAnswer.Unavailable;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "A badge had no answer from the database: {Reason}")]
        public static partial void Unanswered(ILogger logger, string reason);
    }
}
