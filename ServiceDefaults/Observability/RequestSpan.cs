using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Telemetry.ServiceDefaults.Observability;

/// <summary>What a service adds to the span of a request.</summary>
public static class RequestSpan
{
    /// <summary>Why it was refused.</summary>
    /// <param name="context">The request.</param>
    /// <param name="reason">One of a few fixed words, as in the metrics.</param>
    public static void TraceProblem(this HttpContext context, string reason) =>
        context.Features.Get<IHttpActivityFeature>()?.Activity.SetTag("telemetry.refusal.reason", reason);
}
