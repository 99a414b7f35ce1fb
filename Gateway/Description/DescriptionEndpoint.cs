using System.Net.Mime;
using Telemetry.Gateway.Requests;
using Telemetry.ServiceDefaults.Api;

namespace Telemetry.Gateway.Description;

/// <summary>The description of the whole API, for everybody.</summary>
internal static class DescriptionEndpoint
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(5);

    /// <summary>Adds what the endpoint needs; <see cref="MapDescription"/> is its other half.</summary>
    public static void AddDescription(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ExposedRoutes>();
        builder.Services.AddSingleton<PlatformDescription>();
    }

    /// <summary>Maps <c>/openapi/v1.json</c>.</summary>
    public static void MapDescription(this WebApplication app) => app.MapGet(ApiDescription.Path, GetAsync)
        .WithTags("health")
        .WithSummary("This description")
        .Produces<object>()
        .Refuses(StatusCodes.Status503ServiceUnavailable);

    private static async Task GetAsync(HttpContext context, PlatformDescription description, CancellationToken cancellationToken)
    {
        if (await description.GetAsync(cancellationToken) is not { } document)
        {
            await context.RefuseAsync(StatusCodes.Status503ServiceUnavailable, Reason.Unavailable, "A service did not describe itself, try again later", Wait);
            return;
        }

        context.Response.ContentType = MediaTypeNames.Application.Json;
        context.Response.ContentLength = document.Length;
        context.Response.Headers.CacheControl = "no-cache";
        await context.Response.Body.WriteAsync(document, cancellationToken);
    }
}
