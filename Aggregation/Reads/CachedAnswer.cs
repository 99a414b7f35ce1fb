using System.Net.Mime;
using Telemetry.Aggregation.Cache;

namespace Telemetry.Aggregation.Reads;

/// <summary>A finished answer with its X-Cache header; 404 for something that does not exist.</summary>
/// <param name="answer">The answer.</param>
/// <param name="missing">What to say when there is no such thing.</param>
/// <param name="contentType">JSON, if not something else.</param>
internal sealed class CachedAnswer(Answer answer, string missing = "Not found", string contentType = MediaTypeNames.Application.Json) : IResult
{
    /// <summary>What to say when there is no such application.</summary>
    public const string UnknownApplication = "Unknown application";

    /// <summary>What it is.</summary>
    public string ContentType => contentType;

    /// <summary>With another body, if there is one.</summary>
    public CachedAnswer With(Func<byte[], byte[]> change) =>
        answer.Body is null ? this : new(answer with { Body = change(answer.Body) }, missing, contentType);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.Headers["X-Cache"] = answer.State;
        if (answer.Body is null)
        {
            await TypedResults.Text(missing, statusCode: StatusCodes.Status404NotFound).ExecuteAsync(httpContext);
            return;
        }

        response.ContentType = contentType;
        response.ContentLength = answer.Body.Length;
        await response.Body.WriteAsync(answer.Body, httpContext.RequestAborted);
    }
}
