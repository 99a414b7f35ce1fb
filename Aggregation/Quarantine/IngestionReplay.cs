using System.Net;
using Microsoft.AspNetCore.WebUtilities;

namespace Telemetry.Aggregation.Quarantine;

/// <summary>Hands posts to Ingestion once more.</summary>
/// <param name="http">Its base address is Ingestion's, and it speaks as the admin.</param>
internal sealed class IngestionReplay(HttpClient http)
{
    /// <summary>Why it is refused; null: it is accepted.</summary>
    /// <exception cref="HttpRequestException">Ingestion is away. It may be accepted or not, and may be posted again.</exception>
    public async Task<string?> PostAsync(string kind, Guid digest, DateTime receivedAt, string body, CancellationToken cancellationToken)
    {
        var address = QueryHelpers.AddQueryString($"/api/v1/admin/replay/{kind}", new Dictionary<string, string?>
        {
            ["digest"] = $"{digest}",
            ["at"] = $"{receivedAt:O}",
        });
        using var content = new StringContent(body);
        using var answer = await http.PostAsync(new Uri(address, UriKind.Relative), content, cancellationToken);
        if (answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge)
            return await answer.Content.ReadAsStringAsync(cancellationToken);

        answer.EnsureSuccessStatusCode();
        return null;
    }
}
