using System.Text;
using Telemetry.ServiceDefaults.Observability;

namespace Telemetry.Gateway.Responses;

/// <summary>Codes of the gateway's own problems, in metrics and spans.</summary>
internal static class ErrorCode
{
    /// <summary>405.</summary>
    public const string Method = "method";

    /// <summary>413.</summary>
    public const string Size = "size";

    /// <summary>408: the body did not arrive in time.</summary>
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

internal static class Problem
{
    /// <summary>Counts the problem and writes one line of text, or JSON on routes whose problems are JSON.</summary>
    public static Task WriteProblemAsync(this HttpContext context, int status, string errorCode, string text, TimeSpan retryAfter = default)
    {
        context.RequestServices.GetRequiredService<GatewayMetrics>().CountProblem(errorCode);
        context.TraceProblem(errorCode);
        context.Response.StatusCode = status;
        if (retryAfter > TimeSpan.Zero)
            context.Response.SetRetryAfter(retryAfter);
        return context.GetEndpoint()?.Metadata.GetMetadata<RouteRules>() is { IsJson: true }
            ? context.Response.WriteAsJsonAsync(new { status = "error", message = text })
            : context.Response.WriteTextAsync(text);
    }

    public static Task WriteTextAsync(this HttpResponse response, string text)
    {
        response.ContentType = "text/plain; charset=utf-8";
        response.ContentLength = Encoding.UTF8.GetByteCount(text);
        return response.WriteAsync(text);
    }

    /// <summary>Whole seconds, rounded up, so that a client that waits as long is not too early.</summary>
    public static void SetRetryAfter(this HttpResponse response, TimeSpan wait) =>
        response.Headers.RetryAfter = $"{Math.Max(1, Math.Ceiling(wait.TotalSeconds))}";
}
