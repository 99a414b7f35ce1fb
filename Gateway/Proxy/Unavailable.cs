using Telemetry.Gateway.Responses;
using Yarp.ReverseProxy.Forwarder;

namespace Telemetry.Gateway.Proxy;

/// <summary>
/// Responds 503 with Retry-After for a service that is down or too slow: clients retry on 503, and 502 or 504 would give them no further
/// information. A service's own responses pass unchanged.
/// </summary>
internal sealed partial class Unavailable(RequestDelegate next, ILogger<Unavailable> logger)
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(5);

    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);

        if (context.GetForwarderErrorFeature() is not { } error || context.RequestAborted.IsCancellationRequested)
            return;

        var service = context.GetReverseProxyFeature().Cluster.Config.ClusterId;
        Log.NoResponse(logger, service, error.Error, error.Exception?.Message);
        if (context.Response.HasStarted)
            return;

        context.Response.Clear();
        await context.WriteProblemAsync(
            StatusCodes.Status503ServiceUnavailable,
            ErrorCode.Unavailable,
            $"The {service} service is not available, try again later",
            Wait);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Service} did not answer: {Error} ({Detail})")]
        public static partial void NoResponse(ILogger logger, string service, ForwarderError error, string? detail);
    }
}
