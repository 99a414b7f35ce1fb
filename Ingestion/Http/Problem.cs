using Microsoft.AspNetCore.Diagnostics;
using Telemetry.ServiceDefaults.Observability;

namespace Telemetry.Ingestion.Http;

/// <summary>The body of every JSON success and of every JSON problem.</summary>
/// <param name="Status">"ok", "success" or "error", or the instance's status after an activation.</param>
/// <param name="Message">For people.</param>
internal sealed record StatusResponse(string Status, string Message);

/// <summary>
/// A refused request: an HTTP status, an error code for metrics and traces, and one line of text. The body is the text, or JSON for
/// endpoints with <see cref="JsonProblems"/>. Executing the result counts it.
/// </summary>
internal sealed class Problem : IResult
{
    private readonly int _status;
    private readonly string _errorCode;

    private Problem(int status, string errorCode, string text) => (_status, _errorCode, Text) = (status, errorCode, text);

    public string Text { get; }

    public static Problem MissingHeaders { get; } = new(StatusCodes.Status401Unauthorized, "headers", "Missing authentication headers");

    /// <summary>An unknown, revoked or not yet activated instance; the response does not distinguish them.</summary>
    public static Problem Unauthorized { get; } = new(StatusCodes.Status403Forbidden, "instance", "Unauthorized");

    public static Problem InvalidSignature { get; } = new(StatusCodes.Status403Forbidden, "signature", "Invalid signature");

    public static Problem AwaitsApproval { get; } = new(StatusCodes.Status403Forbidden, "approval", "Instance awaits approval");

    public static Problem OtherInstance { get; } = new(StatusCodes.Status403Forbidden, "instance", "instance_id: names another instance");

    public static Problem UnknownInstance { get; } = new(StatusCodes.Status404NotFound, "unknown", "Unknown instance");

    public static Problem OtherKey { get; } = new(
        StatusCodes.Status409Conflict, "key", "public_key: another key is registered for this instance_id");

    /// <summary>A defect of the service. The response contains nothing of the exception.</summary>
    public static Problem Failed { get; } = new(StatusCodes.Status500InternalServerError, "defect", "Something went wrong here");

    public static Problem TooLarge(int maxBytes) => new(
        StatusCodes.Status413PayloadTooLarge, "size", $"body: must not be longer than {maxBytes} bytes");

    /// <summary>503 with <c>Retry-After</c>.</summary>
    public static Problem Unavailable(string errorCode) => new(
        StatusCodes.Status503ServiceUnavailable, errorCode, "Temporarily unavailable, please try again");

    public static Problem BadJson(string error) => new(StatusCodes.Status400BadRequest, "json", error);

    public static Problem BadField(string error) => new(StatusCodes.Status400BadRequest, "field", error);

    /// <summary>The server could not parse the request as HTTP.</summary>
    public static Problem BadHttp(int status) => new(status, "http", "The request could not be read");

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.RequestServices.GetRequiredService<IngestionMetrics>().CountRefused(_errorCode);
        httpContext.TraceProblem(_errorCode);
        httpContext.Response.StatusCode = _status;
        if (_status == StatusCodes.Status503ServiceUnavailable)
            httpContext.Response.Headers.RetryAfter = "5";
        if (IsJsonExpected(httpContext))
        {
            await httpContext.Response.WriteAsJsonAsync(new StatusResponse("error", Text), CancellationToken.None);
            return;
        }

        httpContext.Response.ContentType = "text/plain; charset=utf-8";
        await httpContext.Response.WriteAsync(Text, CancellationToken.None);
    }

    // The exception handler clears the request's endpoint and keeps it in this feature.
    private static bool IsJsonExpected(HttpContext context)
    {
        var endpoint = context.GetEndpoint() ?? context.Features.Get<IExceptionHandlerFeature>()?.Endpoint;
        return endpoint?.Metadata.GetMetadata<JsonProblems>() is not null;
    }
}

/// <summary>
/// Metadata of endpoints that send every problem as <see cref="StatusResponse"/> with status "error", also after a timeout or an exception.
/// </summary>
internal sealed class JsonProblems;
