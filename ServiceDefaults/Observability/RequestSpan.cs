using Microsoft.AspNetCore.Http.Features;

namespace Telemetry.ServiceDefaults.Observability;

/// <summary>Additions to a request's span.</summary>
public static class RequestSpan
{
    /// <summary>Adds the reason of a refusal, one of a few fixed words as in the metrics, to the request's span.</summary>
    public static void TraceProblem(this HttpContext context, string reason) =>
        context.Features.Get<IHttpActivityFeature>()?.Activity.SetTag("telemetry.refusal.reason", reason);
}
