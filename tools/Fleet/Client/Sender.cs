using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;

namespace Telemetry.Fleet.Client;

/// <summary>
/// Posts. A post without a response or with 503 is repeated with the same bytes, until the patience ends. Counts every response.
/// </summary>
internal sealed class Sender(HttpClient http, RateLimiter pace, ResponseCounts responses, TimeSpan patience)
{
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(1);

    /// <summary>False if the post was refused or given up. Throws <see cref="RateLimitedException"/> for a 429.</summary>
    public Task<bool> PostAsync(string route, byte[] body, CancellationToken cancellationToken) =>
        PostAsync(route, body, [], cancellationToken);

    public async Task<bool> PostAsync(string route, byte[] body, (string Name, string Value)[] headers, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (await TryAsync(route, body, headers, cancellationToken) is var status && status != HttpStatusCode.Accepted)
        {
            if (status == HttpStatusCode.TooManyRequests)
                throw new RateLimitedException();
            if (status is not (null or HttpStatusCode.ServiceUnavailable) || TimeProvider.System.GetElapsedTime(start) > patience)
                return false;
            await Task.Delay(MaxDelay * (0.5 + (Random.Shared.NextDouble() / 2)), cancellationToken);
        }

        return true;
    }

    // Accepted for any success; null without a response.
    private async Task<HttpStatusCode?> TryAsync(
        string route, byte[] body, (string Name, string Value)[] headers, CancellationToken cancellationToken)
    {
        using var permit = await pace.AcquireAsync(1, cancellationToken);
        using var message = new HttpRequestMessage(HttpMethod.Post, route) { Content = new ByteArrayContent(body) };
        message.Content.Headers.ContentType = new("application/json");
        foreach (var (name, value) in headers)
            message.Headers.Add(name, value);

        try
        {
            using var response = await http.SendAsync(message, cancellationToken);
            var status = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
            responses.Add(route, status);
            if (response.IsSuccessStatusCode)
                return HttpStatusCode.Accepted;

            responses.Explain(route, status, await response.Content.ReadAsStringAsync(cancellationToken));
            return response.StatusCode;
        }
        catch (HttpRequestException e)
        {
            responses.Add(route, "no answer");
            responses.Explain(route, "no answer", e.GetBaseException().Message);
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            responses.Add(route, "no answer");
            responses.Explain(route, "no answer", "timed out");
        }

        return null;
    }
}

/// <summary>The gateway limits posts per address, and a fleet has one address.</summary>
internal sealed class RateLimitedException() : Exception(
    "The gateway answered 429: its limit of posts per minute and address is too low for a fleet. "
    + "Start it with RATE_LIMIT=0 ./run, or lower --rate.");
