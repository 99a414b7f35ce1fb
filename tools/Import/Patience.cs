using System.Net;

namespace Telemetry.Import;

/// <summary>Asks again while a server is away or busy (no answer, 408, 502, 503, 504), with a pause that grows, for as long as it lasts.</summary>
/// <param name="most">How long one request is repeated.</param>
public sealed class Patience(TimeSpan most)
{
    private static readonly HttpStatusCode[] Busy =
        [HttpStatusCode.RequestTimeout, HttpStatusCode.BadGateway, HttpStatusCode.ServiceUnavailable, HttpStatusCode.GatewayTimeout];

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>Told of each failure: who, and what is wrong.</summary>
    public Action<string, string>? Failed { get; set; }

    /// <summary>The first answer that is one.</summary>
    /// <param name="who">The server, for people.</param>
    /// <param name="send">Makes and sends the request.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="isBusy">Further statuses that only say "later".</param>
    /// <exception cref="OutOfPatienceException">There was none in time.</exception>
    public async Task<HttpResponseMessage> TryAsync(
        string who, Func<CancellationToken, Task<HttpResponseMessage>> send, CancellationToken cancellationToken, params HttpStatusCode[] isBusy)
    {
        var started = TimeProvider.System.GetTimestamp();
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            string failure;
            try
            {
                var answer = await send(cancellationToken);
                if (!Busy.Contains(answer.StatusCode) && !isBusy.Contains(answer.StatusCode))
                    return answer;

                failure = $"answered {(int)answer.StatusCode}";
                answer.Dispose();
            }
            catch (HttpRequestException e)
            {
                failure = $"does not answer: {e.Message}";
            }
            catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                failure = "does not answer in time";
            }

            if (TimeProvider.System.GetElapsedTime(started) > most)
                throw new OutOfPatienceException($"{who} {failure}; given up after {most.TotalSeconds:N0} s");
            Failed?.Invoke(who, failure);

            await Task.Delay(pause * (0.5 + (Random.Shared.NextDouble() / 2)), cancellationToken);
        }
    }
}

/// <summary>A server stayed away; the message is for the person at the console.</summary>
public sealed class OutOfPatienceException(string message) : Exception(message);
