using Microsoft.AspNetCore.Http.HttpResults;
using Telemetry.ServiceDefaults.Api;

namespace Telemetry.Aggregation.Stars;

/// <summary><c>POST applications/{slug}/refresh-stars</c>: asks GitHub now.</summary>
internal static class StarsEndpoint
{
    public static void Map(RouteGroupBuilder group) => group.MapPost("applications/{slug}/refresh-stars", RefreshAsync)
        .WithTags("applications")
        .WithSummary("Asks GitHub for an application's stars now")
        .Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status404NotFound, StatusCodes.Status502BadGateway);

    private static async Task<Results<Ok<Refreshed>, ContentHttpResult>> RefreshAsync(string slug, StarsRefresh stars, CancellationToken cancellationToken)
    {
        if (slug.Any(char.IsControl) || await stars.RepositoryOfAsync(slug, cancellationToken) is not { } url)
            return TypedResults.Text("Unknown application", statusCode: StatusCodes.Status404NotFound);
        if (url.Length == 0)
            return TypedResults.Text("github_url: is not set", statusCode: StatusCodes.Status400BadRequest);

        try
        {
            return TypedResults.Ok(new Refreshed("ok", "Stars refreshed", await stars.RefreshAsync(slug, url, cancellationToken)));
        }
        catch (GitHubException e)
        {
            return TypedResults.Text($"GitHub: {e.Message}", statusCode: StatusCodes.Status502BadGateway);
        }
    }

    private sealed record Refreshed(string Status, string Message, int Stars);
}
