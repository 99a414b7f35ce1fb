using System.Net;

namespace Telemetry.Import.Http;

/// <summary>Repeats a request while a server is unavailable (no response, 408, 502, 503, 504), with growing delays.</summary>
/// <param name="max">The time after which a request is given up.</param>
internal sealed class RetryPolicy(TimeSpan max)
{
    private static readonly HttpStatusCode[] Unavailable =
        [HttpStatusCode.RequestTimeout, HttpStatusCode.BadGateway, HttpStatusCode.ServiceUnavailable, HttpStatusCode.GatewayTimeout];

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(10);

    /// <summary>Called for each failure with the server and the error.</summary>
    public Action<string, string>? Failed { get; set; }

    /// <param name="server">The server, for people.</param>
    /// <param name="send">Makes and sends the request.</param>
    /// <param name="cancellationToken">Ends the retries.</param>
    /// <param name="alsoUnavailable">Further statuses to retry.</param>
    /// <returns>The first response with another status.</returns>
    /// <exception cref="RetriesExhaustedException">There was none in time.</exception>
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

/// <summary>A server stayed unavailable; the message is for the console.</summary>
internal sealed class RetriesExhaustedException(string message) : Exception(message);
