using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Timeouts;
using Npgsql;
using Telemetry.ServiceDefaults.Batching;

namespace Telemetry.Ingestion.Http;

/// <summary>
/// Every request is answered within <see cref="Whole"/>, and whatever is away meanwhile is a 503 that says when to try again.
/// </summary>
public static partial class Deadlines
{
    /// <summary>The longest that a client waits: with all overhead half of what its SDK waits (10 s), so that the answer reaches it.</summary>
    public static readonly TimeSpan Whole = TimeSpan.FromSeconds(4);

    /// <summary>Adds the deadline and the answers to exceptions; <see cref="UseDeadlines"/> is its other half.</summary>
    public static void AddDeadlines(this WebApplicationBuilder builder)
    {
        builder.Services.AddExceptionHandler<Handler>();
        builder.Services.AddRequestTimeouts(timeouts => timeouts.DefaultPolicy = new RequestTimeoutPolicy
        {
            Timeout = Whole,
            TimeoutStatusCode = StatusCodes.Status503ServiceUnavailable,
            WriteTimeoutResponse = context => Refusal.Unavailable("deadline").ExecuteAsync(context),
        });
    }

    /// <summary>Applies both to all endpoints.</summary>
    public static void UseDeadlines(this WebApplication app)
    {
        app.UseExceptionHandler(_ => { });
        app.UseRequestTimeouts();
    }

    private sealed class Handler(ILogger<Handler> logger) : IExceptionHandler
    {
        public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
        {
            await Answer(exception).ExecuteAsync(httpContext);
            return true;
        }

        private Refusal Answer(Exception exception)
        {
            switch (exception)
            {
                case UnavailableException unavailable:
                    return Refusal.Unavailable(unavailable.Reason);
                case PostgresException { IsTransient: false } refused:
                    Log.DatabaseRefused(logger, refused.SqlState, refused.MessageText);
                    return Refusal.Unavailable("database");
                case NpgsqlException:
                    return Refusal.Unavailable("database");
                case TimeoutException or OperationCanceledException:
                    return Refusal.Unavailable("deadline");
                case BadHttpRequestException bad:
                    return Refusal.BadHttp(bad.StatusCode);
                default:
                    Log.Defect(logger, exception);
                    return Refusal.Failed;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "A request failed")]
        public static partial void Defect(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Error, "The database refused a statement: {SqlState} {Reason}")]
        public static partial void DatabaseRefused(ILogger logger, string sqlState, string reason);
    }
}
