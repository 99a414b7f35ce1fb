using Microsoft.AspNetCore.Http.HttpResults;
using Telemetry.Contracts.Reads;
using Telemetry.ServiceDefaults.Jobs;

namespace Telemetry.Aggregation.Stars;

internal static class StarsRoutes
{
    public static void AddStars(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(GitHubAddress.Real);
        builder.Services.AddSingleton<GitHubApi>();
        builder.Services.AddPeriodicJob<StarsRefresh>(StarsRefresh.Period, runsAtStart: false);
    }

    public static void MapStars(this RouteGroupBuilder admin) => admin.MapPost("applications/{slug}/refresh-stars", RefreshAsync)
        .WithTags("applications")
        .WithSummary("Requests an application's stars from GitHub now")
        .Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status404NotFound, StatusCodes.Status502BadGateway);

    private static async Task<Results<Ok<StarsResult>, ContentHttpResult>> RefreshAsync(
        string slug, StarsRefresh stars, CancellationToken cancellationToken)
    {
        if (slug.Any(char.IsControl) || await stars.RepositoryOfAsync(slug, cancellationToken) is not { } url)
            return TypedResults.Text("Unknown application", statusCode: StatusCodes.Status404NotFound);
        if (url.Length == 0)
            return TypedResults.Text("github_url: is not set", statusCode: StatusCodes.Status400BadRequest);

        try
        {
            return TypedResults.Ok(new StarsResult("ok", "Stars refreshed", await stars.RefreshAsync(slug, url, cancellationToken)));
        }
        catch (GitHubException e)
        {
            return TypedResults.Text($"GitHub: {e.Message}", statusCode: StatusCodes.Status502BadGateway);
        }
    }
}
