using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Net.Http.Headers;

namespace Telemetry.Dashboard.Pages.Problems;

/// <summary>
/// Explains an error. The pipeline re-executes requests here that end with an exception or an error status without a body.
/// </summary>
internal sealed partial class ProblemModel(ILogger<ProblemModel> logger) : PageModel
{
    private const int RetryAfterSeconds = 5;

    public Result Data { get; private set; } = null!;

    /// <summary>The code is 404 for a request that was not re-executed.</summary>
    public void OnGet(int code = StatusCodes.Status404NotFound)
    {
        var failure = HttpContext.Features.Get<IExceptionHandlerPathFeature>();
        Data = (failure?.Error, code) switch
        {
            (ServiceUnavailableException e, _) => Unavailable(e, failure.Path),
            (not null, _) => new(
                StatusCodes.Status500InternalServerError, "This did not work",
                "The dashboard failed to make this page. The fault is in its log.", failure.Path),
            (null, StatusCodes.Status404NotFound) => new(
                StatusCodes.Status404NotFound, "Not found",
                "There is no such page, application or instance. It may have been deleted since you saw the link.", RetryAddress: null),
            _ => new(code, "This did not work", $"The request cannot be answered (status {code}).", RetryAddress: null),
        };
        Response.StatusCode = Data.Status;
    }

    public void OnPost(int code = StatusCodes.Status404NotFound) => OnGet(code);

    private Result Unavailable(ServiceUnavailableException e, string path)
    {
        Log.Unavailable(logger, e.Service, e.InnerException?.Message ?? "it said so");
        Response.Headers[HeaderNames.RetryAfter] = $"{RetryAfterSeconds}";

        var isRead = HttpMethods.IsGet(Request.Method) || HttpMethods.IsHead(Request.Method);
        return new(
            StatusCodes.Status503ServiceUnavailable,
            $"{e.Service} is not available",
            isRead
                ? "The data behind this page is out of reach for the moment. "
                    + "Nothing is lost: what clients were told is accepted is kept, and appears here later."
                : "It is not known whether the command was carried out. "
                    + "Look at the instance, and repeat the command if need be: that is harmless.",
            isRead ? path + Request.QueryString : path);
    }

    /// <summary>RetryAddress is null if a retry would not help.</summary>
    internal sealed record Result(int Status, string Heading, string Text, string? RetryAddress);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Service} is not available: {Reason}")]
        public static partial void Unavailable(ILogger logger, string service, string reason);
    }
}
