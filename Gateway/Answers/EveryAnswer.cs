using Microsoft.AspNetCore.WebUtilities;
using Telemetry.Gateway.Requests;

namespace Telemetry.Gateway.Answers;

/// <summary>What every answer has, whoever made it.</summary>
internal static class EveryAnswer
{
    public static void UseAnswers(this WebApplication app)
    {
        app.Use(SecurityHeaders.Add);

        // Routing and the framework answer with a status only.
        app.UseStatusCodePages(async context =>
        {
            var response = context.HttpContext.Response;
            await response.WriteTextAsync(response.StatusCode switch
            {
                StatusCodes.Status404NotFound => "Not found",
                StatusCodes.Status405MethodNotAllowed => "Method not allowed",
                _ => ReasonPhrases.GetReasonPhrase(response.StatusCode),
            });
        });

        // The login page's own style; the rest of the site's is the dashboard's.
        app.UseStaticFiles();
    }
}
