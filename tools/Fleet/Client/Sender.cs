using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;

namespace Telemetry.Fleet.Client;

/// <summary>
/// Posts. What got no answer, or 503, is sent again with the same bytes until it is acknowledged, as long as the patience lasts. Every
/// answer is counted.
/// </summary>
public sealed class Sender(HttpClient http, RateLimiter pace, Answers answers, TimeSpan patience)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>Posts JSON; false: refused, or given up.</summary>
    /// <exception cref="RateLimitedException">The gateway answered 429.</exception>
    public Task<bool> PostAsync(string route, byte[] body, CancellationToken cancellationToken) => PostAsync(route, body, [], cancellationToken);

    /// <summary>Posts JSON with headers; false: refused, or given up.</summary>
    /// <exception cref="RateLimitedException">The gateway answered 429.</exception>
    public async Task<bool> PostAsync(string route, byte[] body, (string Name, string Value)[] headers, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (await TryAsync(route, body, headers, cancellationToken) is var status && status != HttpStatusCode.Accepted)
        {
            if (status == HttpStatusCode.TooManyRequests)
                throw new RateLimitedException();
            if (status is not (null or HttpStatusCode.ServiceUnavailable) || TimeProvider.System.GetElapsedTime(start) > patience)
                return false;
            await Task.Delay(LongestPause * (0.5 + (Random.Shared.NextDouble() / 2)), cancellationToken);
        }

        return true;
    }

    // Any success is Accepted; null: no answer.
    private async Task<HttpStatusCode?> TryAsync(string route, byte[] body, (string Name, string Value)[] headers, CancellationToken cancellationToken)
    {
        using var permit = await pace.AcquireAsync(1, cancellationToken);
        using var message = new HttpRequestMessage(HttpMethod.Post, route) { Content = new ByteArrayContent(body) };
        message.Content.Headers.ContentType = new("application/json");
        foreach (var (name, value) in headers)
            message.Headers.Add(name, value);

        try
        {
            using var answer = await http.SendAsync(message, cancellationToken);
            var status = ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture);
            answers.Add(route, status);
            if (answer.IsSuccessStatusCode)
                return HttpStatusCode.Accepted;

            answers.Explain(route, status, await answer.Content.ReadAsStringAsync(cancellationToken));
            return answer.StatusCode;
        }
        catch (HttpRequestException e)
        {
            answers.Add(route, "no answer");
            answers.Explain(route, "no answer", e.GetBaseException().Message);
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            answers.Add(route, "no answer");
            answers.Explain(route, "no answer", "timed out");
        }

        return null;
    }
}
