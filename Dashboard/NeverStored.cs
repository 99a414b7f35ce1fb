using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Net.Http.Headers;

namespace Telemetry.Dashboard;

/// <summary>
/// What an admin sees is for that admin, and old as soon as it is sent: no cache keeps it. (ResponseCacheAttribute works on a page only where
/// its model carries it.)
/// </summary>
public sealed class NeverStored : IAlwaysRunResultFilter
{
    /// <inheritdoc/>
    public void OnResultExecuting(ResultExecutingContext context) => context.HttpContext.Response.Headers[HeaderNames.CacheControl] = "no-store";

    /// <inheritdoc/>
    public void OnResultExecuted(ResultExecutedContext context)
    {
    }
}
