using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Telemetry.Import.Delivery;

/// <summary>Hands batches to the gateway, as the admin.</summary>
/// <param name="http">With the gateway's address.</param>
/// <param name="password">The admin's.</param>
/// <param name="patience">How long one batch is sent again: the gateway takes each record once.</param>
public sealed class GatewayClient(HttpClient http, string password, Patience patience)
{
    /// <summary>Sends a batch; when it returns, what was accepted is on the broker's disk.</summary>
    /// <returns>Those of its records that the gateway did not take, with their reasons.</returns>
    /// <exception cref="ImportStoppedException">The gateway does not take it, and will not take another one.</exception>
    /// <exception cref="OutOfPatienceException">The gateway stayed away.</exception>
    public async Task<IReadOnlyList<(SentRecord Record, string Reason)>> SendAsync(Batch batch, CancellationToken cancellationToken)
    {
        using var answer = await patience.TryAsync("The gateway", token => http.SendAsync(Request(batch), token), cancellationToken);
        if (answer.StatusCode != HttpStatusCode.Accepted)
            throw new ImportStoppedException(await ReasonAsync(answer, cancellationToken));

        var result = await ReadAsync(answer, cancellationToken);
        if (result.Accepted + result.Skipped.Count != batch.Sent.Count)
            throw new ImportStoppedException($"The gateway answered for {result.Accepted + result.Skipped.Count} records of {batch.Sent.Count}");

        return [.. result.Skipped.Select(skipped => (batch.Sent[skipped.Line - 1], skipped.Reason))];
    }

    private HttpRequestMessage Request(Batch batch) => new(HttpMethod.Post, $"/api/v1/admin/import/{batch.Kind}")
    {
        Content = new ByteArrayContent(batch.Body()) { Headers = { ContentType = new("application/x-ndjson") } },
        Headers = { Authorization = new("Bearer", password) },
    };

    private static async Task<ImportAnswer> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            return await answer.Content.ReadFromJsonAsync<ImportAnswer>(JsonSerializerOptions.Web, cancellationToken) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw new ImportStoppedException("The gateway's answer cannot be read: is it the right address?");
        }
    }

    private static async Task<string> ReasonAsync(HttpResponseMessage answer, CancellationToken cancellationToken) => answer.StatusCode switch
    {
        HttpStatusCode.Unauthorized => "The gateway does not take this password (ADMIN_PASSWORD or --password-file)",
        HttpStatusCode.TooManyRequests => "The gateway has shut this address out after wrong passwords (429)"
            + (answer.Headers.RetryAfter?.Delta is { } delta ? $"; try again in {Math.Ceiling(delta.TotalMinutes)} minutes" : ""),
        HttpStatusCode.NotFound => "The gateway has no such route (404): is it the right address, and a version that imports?",
        var status => $"The gateway answered {(int)status}: {(await answer.Content.ReadAsStringAsync(cancellationToken)).Trim()}",
    };

    private sealed record ImportAnswer(int Accepted, IReadOnlyList<SkippedLine> Skipped);

    private sealed record SkippedLine(int Line, string Reason);
}

/// <summary>The import cannot go on; the message is for the person at the console.</summary>
public sealed class ImportStoppedException(string message) : Exception(message);
