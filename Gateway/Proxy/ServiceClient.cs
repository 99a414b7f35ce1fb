namespace Telemetry.Gateway.Proxy;

/// <summary>
/// Asks a service on the gateway's own behalf, and once: the other clients of the factory ask again after a 503, which is an answer here.
/// </summary>
public sealed class ServiceClient(IHttpClientFactory clients)
{
    /// <summary>The name of its HTTP client.</summary>
    internal const string Name = nameof(ServiceClient);

    /// <summary>Asks.</summary>
    /// <returns>The status and, of a success, the body; null if there was no answer before the deadline.</returns>
    public async Task<(int Status, byte[] Body)?> GetAsync(string service, string path, CancellationToken deadline)
    {
        try
        {
            using var http = clients.CreateClient(Name);
            using var answer = await http.GetAsync(new Uri($"http://{service}{path}"), deadline);
            return ((int)answer.StatusCode, answer.IsSuccessStatusCode ? await answer.Content.ReadAsByteArrayAsync(deadline) : []);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            return null;
        }
    }
}

/// <summary>Puts a <see cref="ServiceClient"/> at the gateway's disposal.</summary>
internal static class ServiceClientRegistration
{
    public static void AddServiceClient(this IServiceCollection services)
    {
        // "For evaluation" for years, and the only way to take a default away from one client.
#pragma warning disable EXTEXP0001
        services.AddHttpClient(ServiceClient.Name)
            .RemoveAllResilienceHandlers()
#pragma warning restore EXTEXP0001
            .UseSocketsHttpHandler((handler, _) => (handler.AllowAutoRedirect, handler.UseCookies, handler.UseProxy) = (false, false, false));
        services.AddSingleton<ServiceClient>();
    }
}
