using System.Net;
using Microsoft.AspNetCore.WebUtilities;

namespace Telemetry.Aggregation.Quarantine;

/// <summary>Posts to Ingestion again.</summary>
/// <param name="http">With the address of Ingestion and the authorization of the admin.</param>
internal sealed class IngestionReplay(HttpClient http)
{
    /// <returns>The error; null: the post is accepted.</returns>
    /// <exception cref="HttpRequestException">Ingestion is unavailable. The post may be accepted or not, and may be repeated.</exception>
    public async Task<string?> PostAsync(string kind, Guid digest, DateTime receivedAt, string body, CancellationToken cancellationToken)
    {
        var address = QueryHelpers.AddQueryString($"/api/v1/admin/replay/{kind}", new Dictionary<string, string?>
        {
            ["digest"] = $"{digest}",
            ["at"] = $"{receivedAt:O}",
        });
        using var content = new StringContent(body);
        using var response = await http.PostAsync(new Uri(address, UriKind.Relative), content, cancellationToken);
        if (response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge)
            return await response.Content.ReadAsStringAsync(cancellationToken);

        response.EnsureSuccessStatusCode();
        return null;
    }
}
