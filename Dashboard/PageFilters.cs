using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Net.Http.Headers;
using Telemetry.ServiceDefaults.Access;

namespace Telemetry.Dashboard;

/// <summary>
/// Forbids caching: a page is for one admin and outdated at once. ResponseCacheAttribute would be needed on each page model.
/// </summary>
internal sealed class NoStoreFilter : IAlwaysRunResultFilter
{
    public void OnResultExecuting(ResultExecutingContext context) =>
        context.HttpContext.Response.Headers[HeaderNames.CacheControl] = "no-store";

    public void OnResultExecuted(ResultExecutedContext context)
    {
    }
}

/// <summary>Responds 405 if a page has no handler for the method. Razor Pages would render the page without its data.</summary>
internal sealed class MethodNotAllowedFilter : IPageFilter
{
    public void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        if (context.HandlerMethod is null)
            context.Result = new StatusCodeResult(StatusCodes.Status405MethodNotAllowed);
    }

    public void OnPageHandlerSelected(PageHandlerSelectedContext context)
    {
    }

    public void OnPageHandlerExecuted(PageHandlerExecutedContext context)
    {
    }
}

/// <summary>
/// Requests the navigation's count of open incidents before the page requests its own data, so that both are awaited together.
/// </summary>
internal sealed class OpenIncidentsFilter : IResourceFilter
{
    public void OnResourceExecuting(ResourceExecutingContext context)
    {
        if (HttpMethods.IsGet(context.HttpContext.Request.Method) && AdminAccess.IsAdmin(context.HttpContext.User))
            context.HttpContext.RequestServices.GetRequiredService<OpenIncidents>().Start(context.HttpContext.RequestAborted);
    }

    public void OnResourceExecuted(ResourceExecutedContext context)
    {
    }
}
