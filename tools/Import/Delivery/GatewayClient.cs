using System.Net.Http.Json;
using System.Net;
using System.Text.Json;
using Telemetry.Import.Http;

namespace Telemetry.Import.Delivery;

/// <summary>Sends batches to the gateway, as the admin. A batch may be sent again: the gateway counts each record once.</summary>
internal sealed class GatewayClient(HttpClient http, string password, RetryPolicy retries)
{
    /// <summary>
    /// Sends a batch; when it returns, accepted records are on the broker's disk. Returns skipped records with their reasons. Throws
    /// <see cref="ImportStoppedException"/> if the gateway refuses all batches, and <see cref="RetriesExhaustedException"/> if it stays
    /// unavailable.
    /// </summary>
    public async Task<IReadOnlyList<(SentRecord Record, string Reason)>> SendAsync(Batch batch, CancellationToken cancellationToken)
    {
        using var response = await retries.SendAsync("The gateway", token => http.SendAsync(Request(batch), token), cancellationToken);
        if (response.StatusCode != HttpStatusCode.Accepted)
            throw new ImportStoppedException(await ErrorAsync(response, cancellationToken));

        var result = await ReadAsync(response, cancellationToken);
        if (result.Accepted + result.Skipped.Count != batch.Sent.Count)
        {
            throw new ImportStoppedException(
                $"The gateway answered for {result.Accepted + result.Skipped.Count} records of {batch.Sent.Count}");
        }

        return [.. result.Skipped.Select(skipped => (batch.Sent[skipped.Line - 1], skipped.Reason))];
    }

    private HttpRequestMessage Request(Batch batch) => new(HttpMethod.Post, $"/api/v1/admin/import/{batch.Kind}")
    {
        Content = new ByteArrayContent(batch.Body()) { Headers = { ContentType = new("application/x-ndjson") } },
        Headers = { Authorization = new("Bearer", password) },
    };

    private static async Task<ImportResponse> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<ImportResponse>(JsonSerializerOptions.Web, cancellationToken)
                ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw new ImportStoppedException("The gateway's answer cannot be read: is it the right address?");
        }
    }

    private static async Task<string> ErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => "The gateway does not take this password (ADMIN_PASSWORD or --password-file)",
            HttpStatusCode.TooManyRequests => "The gateway has shut this address out after wrong passwords (429)"
                + (response.Headers.RetryAfter?.Delta is { } delta ? $"; try again in {Math.Ceiling(delta.TotalMinutes)} minutes" : ""),
            HttpStatusCode.NotFound => "The gateway has no such route (404): is it the right address, and a version that imports?",
            var status => $"The gateway answered {(int)status}: {(await response.Content.ReadAsStringAsync(cancellationToken)).Trim()}",
        };

    private sealed record ImportResponse(int Accepted, IReadOnlyList<SkippedLine> Skipped);

    private sealed record SkippedLine(int Line, string Reason);
}

/// <summary>The message is for the console.</summary>
internal sealed class ImportStoppedException(string message) : Exception(message);
