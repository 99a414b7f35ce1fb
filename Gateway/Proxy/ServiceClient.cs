using Telemetry.ServiceDefaults.Http;

namespace Telemetry.Gateway.Proxy;

/// <summary>
/// Asks a service on the gateway's own behalf, and once: the clients of the factory ask again after a 503, which is an answer here.
/// </summary>
public sealed class ServiceClient(IConfiguration configuration) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });

    /// <summary>Asks.</summary>
    /// <returns>The status and, of a success, the body; null if there was no answer before the deadline.</returns>
    public async Task<(int Status, byte[] Body)?> GetAsync(string service, string path, CancellationToken deadline)
    {
        try
        {
            var address = ServiceAddress.Resolve(configuration, new Uri($"http://{service}{path}"));
            using var answer = await _http.GetAsync(address, deadline);
            return ((int)answer.StatusCode, answer.IsSuccessStatusCode ? await answer.Content.ReadAsByteArrayAsync(deadline) : []);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
