using System.Text;
using Telemetry.ServiceDefaults.Observability;

namespace Telemetry.Gateway.Requests;

/// <summary>Why the gateway itself refuses a request.</summary>
public static class Reason
{
    /// <summary>405.</summary>
    public const string Method = "method";

    /// <summary>413.</summary>
    public const string Size = "size";

    /// <summary>408: the body did not come in time.</summary>
    public const string Slow = "slow";

    /// <summary>400: the body is not framed as HTTP says.</summary>
    public const string Framing = "framing";

    /// <summary>429 of the rate limit.</summary>
    public const string Rate = "rate";

    /// <summary>401, or a wrong password.</summary>
    public const string Credentials = "credentials";

    /// <summary>429 of the lock-out.</summary>
    public const string LockedOut = "locked_out";

    /// <summary>403: sent by a page of another site.</summary>
    public const string Origin = "origin";

    /// <summary>503: the service behind did not answer.</summary>
    public const string Unavailable = "unavailable";
}

/// <summary>Answers of the gateway's own that are no success.</summary>
internal static class Refusal
{
    /// <summary>Answers with a line of text that names the fault, or on routes that answer so with JSON, and counts it.</summary>
    public static Task RefuseAsync(this HttpContext context, int status, string reason, string text, TimeSpan retryAfter = default)
    {
        context.RequestServices.GetRequiredService<GatewayMetrics>().Refuse(reason);
        context.TraceRefusal(reason);
        context.Response.StatusCode = status;
        if (retryAfter > TimeSpan.Zero)
            context.Response.SetRetryAfter(retryAfter);
        return context.GetEndpoint()?.Metadata.GetMetadata<RouteRules>() is { IsJson: true }
            ? context.Response.WriteAsJsonAsync(new { status = "error", message = text })
            : context.Response.WriteTextAsync(text);
    }

    /// <summary>A line of text as the whole answer.</summary>
    public static Task WriteTextAsync(this HttpResponse response, string text)
    {
        response.ContentType = "text/plain; charset=utf-8";
        response.ContentLength = Encoding.UTF8.GetByteCount(text);
        return response.WriteAsync(text);
    }

    /// <summary>Whole seconds, rounded up: whoever comes back then is not too early.</summary>
    public static void SetRetryAfter(this HttpResponse response, TimeSpan wait) =>
        response.Headers.RetryAfter = $"{Math.Max(1, Math.Ceiling(wait.TotalSeconds))}";
}
