using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using NSec.Cryptography;

namespace Telemetry.EndToEnd.Fixtures;

/// <summary>An instance that signs its posts, also invalid ones that Fleet does not send.</summary>
public sealed class SignedInstance(HttpClient http) : IDisposable
{
    private readonly Key _key = Key.Create(SignatureAlgorithm.Ed25519);

    public Guid Id { get; } = Guid.NewGuid();

    /// <summary>A client that connects from a given loopback address.</summary>
    public static HttpClient ClientFrom(string address, Uri gateway) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (context, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
            await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        BaseAddress = gateway,
    };

    public async Task<HttpStatusCode> RegisterAsync(string application)
    {
        using var response = await http.PostAsJsonAsync("/v1/register", new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["instance_id"] = Id.ToString(),
            ["public_key"] = Convert.ToHexStringLower(_key.PublicKey.Export(KeyBlobFormat.RawPublicKey)),
            ["app_name"] = application,
        });
        return response.StatusCode;
    }

    public Task<HttpStatusCode> ActivateAsync() => PostAsync("/v1/activate", """{"action":"activate"}""");

    public Task<HttpStatusCode> SendSnapshotAsync(int users = 1) => PostAsync(
        "/v1/snapshot", $$$"""{"instance_id":"{{{Id}}}","timestamp":"{{{DateTime.UtcNow:O}}}","metrics":{"users_count":{{{users}}}}}""");

    public async Task<HttpStatusCode> PostAsync(string path, string body, string? signature = null)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(bytes) };
        request.Headers.Add("X-Instance-ID", Id.ToString());
        request.Headers.Add("X-Signature", signature ?? Convert.ToHexStringLower(SignatureAlgorithm.Ed25519.Sign(_key, bytes)));
        using var response = await http.SendAsync(request);
        return response.StatusCode;
    }

    public void Dispose() => _key.Dispose();
}
