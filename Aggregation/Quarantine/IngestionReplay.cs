using System.Net;
using Microsoft.AspNetCore.WebUtilities;

namespace Telemetry.Aggregation.Quarantine;

internal sealed class IngestionReplay(HttpClient http)
{
    /// <summary>
    /// Returns the error, or null if the post is accepted. If Ingestion is unavailable, the post may be accepted or not, and may be
    /// repeated.
    /// </summary>
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
