using Telemetry.Aggregation.Reads.Starts;

namespace Telemetry.Aggregation.Reads.Public;

/// <summary>
/// The one way out for answers that PUBLIC_DASHBOARD opens: who is not the admin gets them without <see cref="SmallCounts"/>. It stands before
/// the whole group, so that no endpoint can forget it.
/// </summary>
internal sealed class ForEverybody : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var answer = await next(context);
        if (context.HttpContext.User.IsAdmin())
            return answer;

        return answer switch
        {
            CachedAnswer finished => finished.With(finished.ContentType == MetricsFormat.Json.ContentType ? SmallCounts.HideInJson : SmallCounts.HideInExposition),
            IStatusCodeHttpResult { StatusCode: >= StatusCodes.Status400BadRequest } => answer,
            _ => throw new InvalidOperationException($"An answer for everybody is a {nameof(CachedAnswer)} and not {answer?.GetType().Name}"),
        };
    }
}
