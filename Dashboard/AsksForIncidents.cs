using Microsoft.AspNetCore.Mvc.Filters;
using Telemetry.Dashboard.Api;
using Telemetry.ServiceDefaults.Access;

namespace Telemetry.Dashboard;

/// <summary>Asks for the number that the navigation shows to the admin before the page asks for what it is about, so that they are waited for together.</summary>
public sealed class AsksForIncidents : IResourceFilter
{
    /// <inheritdoc/>
    public void OnResourceExecuting(ResourceExecutingContext context)
    {
        if (HttpMethods.IsGet(context.HttpContext.Request.Method) && AdminAccess.IsAdmin(context.HttpContext.User))
            context.HttpContext.RequestServices.GetRequiredService<OpenIncidents>().Ask(context.HttpContext.RequestAborted);
    }

    /// <inheritdoc/>
    public void OnResourceExecuted(ResourceExecutedContext context)
    {
    }
}
