using Microsoft.AspNetCore.Diagnostics;
using Telemetry.ServiceDefaults.Observability;

namespace Telemetry.Ingestion.Http;

/// <summary>
/// A request that is refused: a status, and one line that names the fault, as text or, where the endpoint wants it, as JSON
/// (<see cref="JsonRefusals"/>). It counts itself.
/// </summary>
public sealed class Refusal : IResult
{
    private readonly int _status;
    private readonly string _reason;

    private Refusal(int status, string reason, string text) => (_status, _reason, Text) = (status, reason, text);

    /// <summary>The line that names the fault.</summary>
    public string Text { get; }

    /// <summary>401: a header is missing.</summary>
    public static Refusal MissingHeaders { get; } = new(StatusCodes.Status401Unauthorized, "headers", "Missing authentication headers");

    /// <summary>403: an unknown, revoked or not yet activated instance; which of them is nobody's business.</summary>
    public static Refusal Unauthorized { get; } = new(StatusCodes.Status403Forbidden, "instance", "Unauthorized");

    /// <summary>403: the signature is not the instance's over these bytes.</summary>
    public static Refusal InvalidSignature { get; } = new(StatusCodes.Status403Forbidden, "signature", "Invalid signature");

    /// <summary>403: an admin has to approve the instance first.</summary>
    public static Refusal AwaitsApproval { get; } = new(StatusCodes.Status403Forbidden, "approval", "Instance awaits approval");

    /// <summary>403: the body speaks for somebody else.</summary>
    public static Refusal OtherInstance { get; } = new(StatusCodes.Status403Forbidden, "instance", "instance_id: names another instance");

    /// <summary>404: no such instance, for an admin.</summary>
    public static Refusal UnknownInstance { get; } = new(StatusCodes.Status404NotFound, "unknown", "Unknown instance");

    /// <summary>409: the id belongs to another key.</summary>
    public static Refusal OtherKey { get; } = new(
        StatusCodes.Status409Conflict, "key", "public_key: another key is registered for this instance_id");

    /// <summary>413: the body is too long.</summary>
    public static Refusal TooLarge { get; } = LongerThan(RequestBody.MostBytes);

    /// <summary>413: the body is longer than so many bytes.</summary>
    public static Refusal LongerThan(int mostBytes) => new(
        StatusCodes.Status413PayloadTooLarge, "size", $"body: must not be longer than {mostBytes} bytes");

    /// <summary>500: a defect of ours, of which the answer tells nothing.</summary>
    public static Refusal Failed { get; } = new(StatusCodes.Status500InternalServerError, "defect", "Something went wrong here");

    /// <summary>503: try again.</summary>
    /// <param name="reason">What is away, in one word.</param>
    public static Refusal Unavailable(string reason) => new(
        StatusCodes.Status503ServiceUnavailable, reason, "Temporarily unavailable, please try again");

    /// <summary>400: the body is not JSON as we take it.</summary>
    public static Refusal BadJson(string fault) => new(StatusCodes.Status400BadRequest, "json", fault);

    /// <summary>400: a field is wrong; the text begins with its name.</summary>
    public static Refusal BadField(string fault) => new(StatusCodes.Status400BadRequest, "field", fault);

    /// <summary>The server could not make sense of the request on the wire.</summary>
    public static Refusal BadHttp(int status) => new(status, "http", "The request could not be read");

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.RequestServices.GetRequiredService<IngestionMetrics>().Refuse(_reason);
        httpContext.TraceRefusal(_reason);
        httpContext.Response.StatusCode = _status;
        if (_status == StatusCodes.Status503ServiceUnavailable)
            httpContext.Response.Headers.RetryAfter = "5";
        if (WantsJson(httpContext))
        {
            await httpContext.Response.WriteAsJsonAsync(new Answer("error", Text), CancellationToken.None);
            return;
        }

        httpContext.Response.ContentType = "text/plain; charset=utf-8";
        await httpContext.Response.WriteAsync(Text, CancellationToken.None);
    }

    // Where an exception is answered the request has lost its endpoint.
    private static bool WantsJson(HttpContext context)
    {
        var endpoint = context.GetEndpoint() ?? context.Features.Get<IExceptionHandlerFeature>()?.Endpoint;
        return endpoint?.Metadata.GetMetadata<JsonRefusals>() is not null;
    }
}
