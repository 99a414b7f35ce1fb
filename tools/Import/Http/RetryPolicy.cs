using System.Net;

namespace Telemetry.Import.Http;

/// <summary>
/// Repeats a request while a server is unavailable (no response, 408, 502, 503, 504), with growing delays, until it is given up after the
/// maximum.
/// </summary>
internal sealed class RetryPolicy(TimeSpan max)
{
    private static readonly HttpStatusCode[] Unavailable =
        [HttpStatusCode.RequestTimeout, HttpStatusCode.BadGateway, HttpStatusCode.ServiceUnavailable, HttpStatusCode.GatewayTimeout];

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(10);

    /// <summary>Called for each failure with the server and the error.</summary>
    public Action<string, string>? Failed { get; set; }

    /// <summary>
    /// Returns the first response with a status that is not to be retried. Throws <see cref="RetriesExhaustedException"/> if there was none
    /// in time.
    /// </summary>
    public async Task<HttpResponseMessage> SendAsync(
        string server,
        Func<CancellationToken, Task<HttpResponseMessage>> send,
        CancellationToken cancellationToken,
        params HttpStatusCode[] alsoUnavailable)
    {
        var started = TimeProvider.System.GetTimestamp();
        for (var delay = FirstDelay; ; delay = delay * 2 < MaxDelay ? delay * 2 : MaxDelay)
        {
            string error;
            try
            {
                var response = await send(cancellationToken);
                if (!Unavailable.Contains(response.StatusCode) && !alsoUnavailable.Contains(response.StatusCode))
                    return response;

                error = $"answered {(int)response.StatusCode}";
                response.Dispose();
            }
            catch (HttpRequestException e)
            {
                error = $"does not answer: {e.Message}";
            }
            catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                error = "does not answer in time";
            }

            if (TimeProvider.System.GetElapsedTime(started) > max)
                throw new RetriesExhaustedException($"{server} {error}; given up after {max.TotalSeconds:N0} s");
            Failed?.Invoke(server, error);

            await Task.Delay(delay * (0.5 + (Random.Shared.NextDouble() / 2)), cancellationToken);
        }
    }
}

/// <summary>The message is for the console.</summary>
internal sealed class RetriesExhaustedException(string message) : Exception(message);
