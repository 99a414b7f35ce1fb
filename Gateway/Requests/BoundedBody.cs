using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Telemetry.Gateway.Requests;

/// <summary>
/// Takes a request's body in whole, within the route's limit and the deadline, before anything else happens with it. So a service never
/// gets part of a body, a slow client never holds one of its connections, and however the client framed the body it goes on
/// with a plain Content-Length.
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
            await RefuseSizeAsync(context, rules);
            return;
        }

        byte[]? body;
        try
        {
            body = await ReadAsync(context.Request.BodyReader, enough: rules.MaxBody + 1);
        }
        catch (IOException e)
        {
            await RefuseAsync(context, e, rules);
            return;
        }

        if (body is null)
        {
            await RefuseSlowAsync(context);
            return;
        }

        if (body.Length > rules.MaxBody)
        {
            await RefuseSizeAsync(context, rules);
            return;
        }

        context.Request.Body = new MemoryStream(body, writable: false);
        context.Request.ContentLength = body.Length;
        context.Request.Headers.Remove("Transfer-Encoding");
        await next(context);
    }

    // Null: it did not come in time. What is over the deadline is cancelled at the reader and not with the token: a read that was torn
    // off is never over for Kestrel, which then fails to end the request.
    private async Task<byte[]?> ReadAsync(PipeReader reader, int enough)
    {
        using var deadline = new CancellationTokenSource(deadlines.Body, time);
        await using var end = deadline.Token.Register(reader.CancelPendingRead);
        var read = await reader.ReadAtLeastAsync(enough, CancellationToken.None);

        var body = read.IsCanceled ? null : read.Buffer.ToArray();
        reader.AdvanceTo(read.Buffer.End);
        return body;
    }

    private static bool MayHaveBody(HttpContext context) => context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? true;

    // What Kestrel found while it read: too slow by its data rate, broken chunks, an end before the announced length. Most but not all
    // of it has a status; a chunk's length that overflows has none.
    private static Task RefuseAsync(HttpContext context, IOException e, RouteRules rules) => (e as BadHttpRequestException)?.StatusCode switch
    {
        StatusCodes.Status408RequestTimeout => RefuseSlowAsync(context),
        StatusCodes.Status413PayloadTooLarge => RefuseSizeAsync(context, rules),
        _ => RefuseAndCloseAsync(context, StatusCodes.Status400BadRequest, Reason.Framing, "The body is not framed as HTTP says"),
    };

    private static Task RefuseSizeAsync(HttpContext context, RouteRules rules) => RefuseAndCloseAsync(
        context, StatusCodes.Status413PayloadTooLarge, Reason.Size, $"The body is too large: at most {rules.MaxBody} bytes");

    private static Task RefuseSlowAsync(HttpContext context) =>
        RefuseAndCloseAsync(context, StatusCodes.Status408RequestTimeout, Reason.Slow, "The body did not arrive in time");

    // What is left of the body is not worth reading.
    private static Task RefuseAndCloseAsync(HttpContext context, int status, string reason, string text)
    {
        context.Response.Headers.Connection = "close";
        return context.RefuseAsync(status, reason, text);
    }
}
