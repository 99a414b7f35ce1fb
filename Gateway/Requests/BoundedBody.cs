using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using Telemetry.Gateway.Responses;

namespace Telemetry.Gateway.Requests;

/// <summary>
/// Buffers a request's whole body, within the route's limit and the deadline, before forwarding. So a service never gets part of a body, a
/// slow client never holds one of its connections, and a chunked body is forwarded with a Content-Length.
/// </summary>
internal sealed class BoundedBody(RequestDelegate next, Deadlines deadlines, TimeProvider time)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<RouteRules>() is not { } rules || !MayHaveBody(context))
        {
            await next(context);
            return;
        }

        if (context.Request.ContentLength > rules.MaxBody)
        {
            await WriteTooLargeAsync(context, rules);
            return;
        }

        byte[]? body;
        try
        {
            body = await ReadAsync(context.Request.BodyReader, minimum: rules.MaxBody + 1);
        }
        catch (IOException e)
        {
            await WriteProblemAsync(context, e, rules);
            return;
        }

        if (body is null)
        {
            await WriteTooSlowAsync(context);
            return;
        }

        if (body.Length > rules.MaxBody)
        {
            await WriteTooLargeAsync(context, rules);
            return;
        }

        context.Request.Body = new MemoryStream(body, writable: false);
        context.Request.ContentLength = body.Length;
        context.Request.Headers.Remove("Transfer-Encoding");
        await next(context);
    }

    // Null: the body did not arrive in time. At the deadline the reader is cancelled instead of the token: Kestrel never completes a read
    // that a token cancelled, and then fails to end the request.
    private async Task<byte[]?> ReadAsync(PipeReader reader, int minimum)
    {
        using var deadline = new CancellationTokenSource(deadlines.Body, time);
        await using var end = deadline.Token.Register(reader.CancelPendingRead);
        var read = await reader.ReadAtLeastAsync(minimum, CancellationToken.None);

        var body = read.IsCanceled ? null : read.Buffer.ToArray();
        reader.AdvanceTo(read.Buffer.End);
        return body;
    }

    private static bool MayHaveBody(HttpContext context) => context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? true;

    // Kestrel's errors while reading: below the minimum data rate, broken chunks, an end before the announced length. Most but not all have
    // a status; an overflow of a chunk's length has none.
    private static Task WriteProblemAsync(HttpContext context, IOException e, RouteRules rules) =>
        (e as BadHttpRequestException)?.StatusCode switch
        {
            StatusCodes.Status408RequestTimeout => WriteTooSlowAsync(context),
            StatusCodes.Status413PayloadTooLarge => WriteTooLargeAsync(context, rules),
            _ => WriteAndCloseAsync(context, StatusCodes.Status400BadRequest, ErrorCode.Framing, "The body is not framed as HTTP says"),
        };

    private static Task WriteTooLargeAsync(HttpContext context, RouteRules rules) => WriteAndCloseAsync(
        context, StatusCodes.Status413PayloadTooLarge, ErrorCode.Size, $"The body is too large: at most {rules.MaxBody} bytes");

    private static Task WriteTooSlowAsync(HttpContext context) =>
        WriteAndCloseAsync(context, StatusCodes.Status408RequestTimeout, ErrorCode.Slow, "The body did not arrive in time");

    // The rest of the body is not read.
    private static Task WriteAndCloseAsync(HttpContext context, int status, string errorCode, string text)
    {
        context.Response.Headers.Connection = "close";
        return context.WriteProblemAsync(status, errorCode, text);
    }
}
