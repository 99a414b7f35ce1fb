using System.Net.Mime;
using System.Security.Claims;
using Telemetry.Aggregation.Cache;
using Telemetry.Aggregation.Suppression;
using Telemetry.Aggregation.Settings;

namespace Telemetry.Aggregation.Reads;

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

    /// <summary>Responds with the query's result, or 400 if a parameter was invalid.</summary>
    public async Task<IResult> RespondAsync(ReadQuery query, string notFound = "Not found")
    {
        if (Query.Error is { } error)
            return TypedResults.Text(error, statusCode: StatusCodes.Status400BadRequest);

        var audience = ReadQuery.AudienceOf(User);
        return new ReadResult(await Cache.GetOrCreateAsync(query.For(audience), CancellationToken), audience, query.ContentType, notFound);
    }

    /// <summary>A response that does not change while the process runs.</summary>
    public IResult RespondWith<T>(T response)
    {
        var audience = ReadQuery.AudienceOf(User);
        var body = audience == Audience.Public ? PublicJson.Write(response) : Json.Bytes(response);
        return new ReadResult(new(body, CachedResponse.Hit), audience, MediaTypeNames.Application.Json, notFound: "");
    }

    /// <summary>
    /// No application has a name with control characters, which the database cannot compare: they are 404 without a query.
    /// </summary>
    public Task<IResult> RespondAsync(string application, ReadQuery query) => Query.Error is null && application.Any(char.IsControl)
        ? Task.FromResult<IResult>(TypedResults.Text(UnknownApplication, statusCode: StatusCodes.Status404NotFound))
        : RespondAsync(query, UnknownApplication);
}

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
/// Rejects a response without suppression unless the admin is signed in. It guards the whole group of routes that PUBLIC_DASHBOARD opens,
/// so that no endpoint can forget the suppression.
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
