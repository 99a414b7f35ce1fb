using System.Net.Mime;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Telemetry.Notifications.Deliveries;
using Telemetry.Notifications.Settings;

namespace Telemetry.Notifications.Channels;

/// <summary>Sends a signed POST to one address. Only the status of the response is read.</summary>
internal sealed class WebhookChannel : IDeliveryChannel, IDisposable
{
    /// <summary>The notice's id: the same in every attempt.</summary>
    public const string IdHeader = "X-Telemetry-Id";

    /// <summary>The time of signing: seconds since 1970.</summary>
    public const string TimestampHeader = "X-Telemetry-Timestamp";

    public const string SignatureHeader = "X-Telemetry-Signature";

    // Some three times what a busy receiver takes to store an alert.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    // Of the response, whose body is not read.
    private const int MaxHeaderKilobytes = 16;

    private readonly WebhookSettings? _settings;
    private readonly TimeProvider _time;
    private readonly HttpClient? _http;

    public WebhookChannel(NotificationsSettings settings, TimeProvider time)
    {
        _settings = settings.Webhook;
        _time = time;
        _http = _settings is null ? null : new HttpClient(Handler(_settings)) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public string Name => Channel.Webhook;

    public IReadOnlyList<string> Recipients => _settings is null ? [] : [_settings.Url.Host];

    public string? RecordedBecause => null;

    public async Task<Outcome> SendAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Deadline);
        try
        {
            using var request = Request(_settings!, delivery);
            using var response = await _http!.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            return OutcomeOf((int)response.StatusCode);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Outcome.Postponed($"no answer within {Deadline.TotalSeconds} s");
        }
        catch (HttpRequestException e) when (e.InnerException is PrivateAddressException rejected)
        {
            return new Outcome.Rejected(rejected.Message);
        }
        catch (HttpRequestException e)
        {
            return new Outcome.Postponed(e.InnerException?.Message ?? e.Message);
        }
    }

    public void Dispose() => _http?.Dispose();

    private static Outcome OutcomeOf(int status) => status switch
    {
        >= 200 and < 300 => new Outcome.Sent(),
        >= 300 and < 400 => new Outcome.Rejected($"the answer is {status}: redirects are not followed"),
        408 or 425 or 429 or >= 500 => new Outcome.Postponed($"the answer is {status}"),
        _ => new Outcome.Rejected($"the answer is {status}"),
    };

    private HttpRequestMessage Request(WebhookSettings webhook, Delivery delivery)
    {
        var body = Encoding.UTF8.GetBytes(delivery.Notice.Json);
        var timestamp = _time.GetUtcNow().ToUnixTimeSeconds();
        return new HttpRequestMessage(HttpMethod.Post, webhook.Url)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new(MediaTypeNames.Application.Json) } },
            Headers =
            {
                { "User-Agent", "Telemetry" },
                { IdHeader, $"{delivery.Notice.Id}" },
                { TimestampHeader, $"{timestamp}" },
                { SignatureHeader, Sign(webhook.Secret, timestamp, body) },
            },
        };
    }

    // sha256= and the hexadecimal HMAC-SHA256, under the secret, of timestamp, a full stop and the body's bytes. The time is signed as
    // well, so that a receiver can reject an old post.
    private static string Sign(string secret, long timestamp, ReadOnlySpan<byte> body)
    {
        var signed = (byte[])[.. Encoding.ASCII.GetBytes($"{timestamp}."), .. body];
        return $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed))}";
    }

    // The checked address is the one that is connected to: a name may resolve to another one later. A proxy would connect in this process's
    // place, and a redirect lead to another address.
    private static SocketsHttpHandler Handler(WebhookSettings webhook) => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        ActivityHeadersPropagator = null,
        MaxResponseHeadersLength = MaxHeaderKilobytes,
        PooledConnectionLifetime = TimeSpan.Zero,
        ConnectCallback = async (context, cancellationToken) =>
        {
            var addresses = await PublicAddress.ResolveAsync(context.DnsEndPoint.Host, webhook.AllowPrivate, cancellationToken);
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };
}
