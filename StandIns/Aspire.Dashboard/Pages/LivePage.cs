using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Aspire.Dashboard.Pages;

/// <summary>
/// A page that follows the data: its script asks for it again every second, and is told cheaply that it is still the same
/// (wwwroot/assets/site.js).
/// </summary>
internal abstract class LivePage : PageModel
{
    // Another process may have got to the same numbers.
    private static readonly string s_process = Guid.NewGuid().ToString("n");

    /// <summary>Changes whenever the page does.</summary>
    protected abstract string Version { get; }

    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        if (!HttpMethods.IsGet(Request.Method))
            return;

        var tag = $"\"{s_process}-{Version}\"";
        Response.Headers.ETag = tag;
        if (Request.Headers.IfNoneMatch == tag)
            context.Result = new StatusCodeResult(StatusCodes.Status304NotModified);
    }
}
