using System.ComponentModel.DataAnnotations;
using System.Net.Mime;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Telemetry.Aggregation.Cache;
using Telemetry.Aggregation.Stars;
using Telemetry.Contracts.Reads;

namespace Telemetry.Aggregation.Reads.Applications;

internal static class SettingsEndpoint
{
    private const int MaxLength = 2000;

    public static void Map(RouteGroupBuilder group) => group.MapPut("applications/{slug}", PutAsync)
        .WithSummary("Sets an application's links. An empty text clears a link; a missing one does not change it")
        .Accepts<Links>(MediaTypeNames.Application.Json)
        .Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status404NotFound, StatusCodes.Status413PayloadTooLarge);

    private static async Task<Results<ContentHttpResult, Ok<CommandResult>>> PutAsync(
        string slug, HttpRequest request, NpgsqlDataSource dataSource, DataStamp stamp, CancellationToken cancellationToken)
    {
        if (await CommandBody.ReadAsync(request, cancellationToken) is not { } body)
            return Text(CommandBody.TooLong, StatusCodes.Status413PayloadTooLarge);
        if (Change.Parse(body, out var error) is not { } change)
            return Text(error, StatusCodes.Status400BadRequest);
        if (slug.Any(char.IsControl) || !await UpdateAsync(dataSource, slug, change, cancellationToken))
            return Text(ReadRequest.UnknownApplication, StatusCodes.Status404NotFound);

        await stamp.InvalidateAsync();
        return TypedResults.Ok(new CommandResult("ok", "Application updated"));
    }

    // Another repository has other stars.
    private static async Task<bool> UpdateAsync(
        NpgsqlDataSource dataSource, string slug, Change change, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            """
            update analytics.applications
            set github_url = coalesce($2, github_url),
                logo_url = coalesce($3, logo_url),
                stars = case when github_url = coalesce($2, github_url) then stars else 0 end,
                stars_updated_at = case when github_url = coalesce($2, github_url) then stars_updated_at end,
                updated_at = now()
            where slug = $1
            """);
        command.Parameters.Add(Sql.Text(slug));
        command.Parameters.Add(Sql.Text(change.GithubUrl));
        command.Parameters.Add(Sql.Text(change.LogoUrl));
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    private static ContentHttpResult Text(string text, int status) => TypedResults.Text(text, statusCode: status);

    /// <param name="GithubUrl">https://github.com/owner/repo</param>
    /// <param name="LogoUrl">An https address.</param>
    private sealed record Links(string? GithubUrl = null, [property: MaxLength(MaxLength)] string? LogoUrl = null);

    // Null leaves a value as it is, "" clears it.
    private sealed record Change(string? GithubUrl, string? LogoUrl)
    {
        public static Change? Parse(byte[] body, out string error)
        {
            error = "body: must be a JSON object";
            try
            {
                using var document = JsonDocument.Parse(body);
                if (document.RootElement.ValueKind != JsonValueKind.Object)
                    return null;

                return Field(
                    document.RootElement, "github_url", IsRepository, "must be https://github.com/owner/repo", out var githubUrl, ref error)
                    && Field(document.RootElement, "logo_url", IsLogo, "must be an https address", out var logoUrl, ref error)
                    ? new Change(githubUrl, logoUrl)
                    : null;
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                // InvalidOperationException: a string is not text (a lone surrogate).
                return null;
            }
        }

        private static bool Field(
            JsonElement body, string name, Func<string, bool> isValid, string rule, out string? value, ref string error)
        {
            value = null;
            if (!body.TryGetProperty(name, out var element) || element.ValueKind == JsonValueKind.Null)
                return true;

            value = element.ValueKind == JsonValueKind.String ? element.GetString()! : null;
            if (value is "" || (value is not null && isValid(value)))
                return true;

            error = $"{name}: {rule}";
            return false;
        }

        private static bool IsRepository(string text) => Repository.Parse(text) is not null;

        private static bool IsLogo(string text) =>
            text.Length <= MaxLength
            && !text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c))
            && text.StartsWith("https://", StringComparison.Ordinal)
            && Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && uri.UserInfo.Length == 0;
    }
}
