using System.Net.Mime;
using System.Security.Claims;
using Npgsql;
using Telemetry.Aggregation.Cache;
using Telemetry.Aggregation.Suppression;
using Telemetry.Aggregation.Settings;

namespace Telemetry.Aggregation.Reads;

/// <summary>A request of the read API, and what it takes to respond to it.</summary>
internal sealed record ReadRequest(
    HttpRequest Http,
    ClaimsPrincipal User,
    ResponseCache Cache,
    NpgsqlDataSource DataSource,
    AggregationSettings Settings,
    TimeProvider Time,
    CancellationToken CancellationToken)
{
    public const string UnknownApplication = "Unknown application";

    public Query Query { get; } = new(Http.Query);

    public DateTime Now => Time.GetUtcNow().UtcDateTime;

    /// <summary>The response of a query, or 400 if a parameter that was read before is bad.</summary>
    /// <param name="query">The query.</param>
    /// <param name="notFound">The text of 404.</param>
    public async Task<IResult> RespondAsync(ReadQuery query, string notFound = "Not found")
    {
        if (Query.Error is { } error)
            return TypedResults.Text(error, statusCode: StatusCodes.Status400BadRequest);

        var audience = ReadQuery.AudienceOf(User);
        return new ReadResult(await Cache.GetOrCreateAsync(query.For(audience), CancellationToken), audience, query.ContentType, notFound);
    }

    /// <summary>A response that is the same for as long as the process runs.</summary>
    public IResult RespondWith<T>(T response)
    {
        var audience = ReadQuery.AudienceOf(User);
        var body = audience == Audience.Public ? PublicJson.Write(response) : Json.Bytes(response);
        return new ReadResult(new(body, CachedResponse.Hit), audience, MediaTypeNames.Application.Json, notFound: "");
    }

    /// <summary>
    /// The response of a query about an application. No application has a name or slug with control characters, which the database cannot
    /// compare.
    /// </summary>
    public Task<IResult> RespondAsync(string application, ReadQuery query) => Query.Error is null && application.Any(char.IsControl)
        ? Task.FromResult<IResult>(TypedResults.Text(UnknownApplication, statusCode: StatusCodes.Status404NotFound))
        : RespondAsync(query, UnknownApplication);
}

/// <summary>A finished response with its X-Cache header; 404 if there is none.</summary>
internal sealed class ReadResult(CachedResponse response, Audience audience, string contentType, string notFound) : IResult
{
    public Audience Audience => audience;

    public bool IsFound => response.Body is not null;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers["X-Cache"] = response.State;
        var result = response.Body is { } body
            ? (IResult)TypedResults.Bytes(body, contentType)
            : TypedResults.Text(notFound, statusCode: StatusCodes.Status404NotFound);
        await result.ExecuteAsync(httpContext);
    }
}

/// <summary>
/// Admits only public responses where the admin is not signed in. It stands before the whole group of routes that
/// PUBLIC_DASHBOARD opens, so that no endpoint can forget the suppression.
/// </summary>
internal sealed class PublicResponseFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var result = await next(context);
        return ReadQuery.AudienceOf(context.HttpContext.User) == Audience.Admin
            || result is ReadResult { Audience: Audience.Public }
            || result is IStatusCodeHttpResult { StatusCode: >= StatusCodes.Status400BadRequest }
                ? result
                : throw new InvalidOperationException(
                    $"A response to the public is a {nameof(ReadResult)} and not a {result?.GetType().Name}");
    }
}
