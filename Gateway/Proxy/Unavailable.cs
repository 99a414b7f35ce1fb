using Telemetry.Gateway.Requests;
using Yarp.ReverseProxy.Forwarder;

namespace Telemetry.Gateway.Proxy;

/// <summary>
/// A service that is down or too slow is 503 with a time to come back, whatever the reason: clients repeat on 503, and "bad gateway"
/// would tell them nothing more. What a service itself answers passes as it is.
/// </summary>
internal sealed partial class Unavailable(RequestDelegate next, ILogger<Unavailable> logger)
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(5);

    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);

        if (context.GetForwarderErrorFeature() is not { } fault || context.RequestAborted.IsCancellationRequested)
            return;

        var service = context.GetReverseProxyFeature().Cluster.Config.ClusterId;
        Log.DidNotAnswer(logger, service, fault.Error, fault.Exception?.Message);
        if (context.Response.HasStarted)
            return;

        context.Response.Clear();
        await context.RefuseAsync(StatusCodes.Status503ServiceUnavailable, Reason.Unavailable, $"The {service} service is not available, try again later", Wait);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Service} did not answer: {Error} ({Detail})")]
        public static partial void DidNotAnswer(ILogger logger, string service, ForwarderError error, string? detail);
    }
}
