using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Timeouts;
using Npgsql;
using Telemetry.ServiceDefaults.Batching;

namespace Telemetry.Ingestion.Http;

/// <summary>Responds to every request within <see cref="Duration"/>; an unreachable server is a 503 with <c>Retry-After</c>.</summary>
internal static partial class RequestDeadline
{
    /// <summary>SDKs wait 10 s. The response takes half of that with all overhead, so that it reaches them.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(4);

    public static void AddRequestDeadline(this WebApplicationBuilder builder)
    {
        builder.Services.AddExceptionHandler<Handler>();
        builder.Services.AddRequestTimeouts(timeouts => timeouts.DefaultPolicy = new RequestTimeoutPolicy
        {
            Timeout = Duration,
            TimeoutStatusCode = StatusCodes.Status503ServiceUnavailable,
            WriteTimeoutResponse = context => Problem.Unavailable("deadline").ExecuteAsync(context),
        });
    }

    public static void UseRequestDeadline(this WebApplication app)
    {
        app.UseExceptionHandler(_ => { });
        app.UseRequestTimeouts();
    }

    private sealed class Handler(ILogger<Handler> logger) : IExceptionHandler
    {
        public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
        {
            await ToProblem(exception).ExecuteAsync(httpContext);
            return true;
        }

        private Problem ToProblem(Exception exception)
        {
            switch (exception)
            {
                case UnavailableException unavailable:
                    return Problem.Unavailable(unavailable.Reason);
                case PostgresException { IsTransient: false } refused:
                    Log.DatabaseRefused(logger, refused.SqlState, refused.MessageText);
                    return Problem.Unavailable("database");
                case NpgsqlException:
                    return Problem.Unavailable("database");
                case TimeoutException or OperationCanceledException:
                    return Problem.Unavailable("deadline");
                case BadHttpRequestException bad:
                    return Problem.BadHttp(bad.StatusCode);
                default:
                    Log.Failed(logger, exception);
                    return Problem.Failed;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "A request failed")]
        public static partial void Failed(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Error, "The database refused a statement: {SqlState} {Reason}")]
        public static partial void DatabaseRefused(ILogger logger, string sqlState, string reason);
    }
}
