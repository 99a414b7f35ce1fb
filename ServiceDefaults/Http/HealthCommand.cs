namespace Telemetry.ServiceDefaults.Http;

/// <summary>
/// <c>--health</c>: instead of starting, the program requests whether the service with the same environment is ready. Compose runs it as a
/// health check in images that have neither a shell nor curl.
/// </summary>
internal static class HealthCommand
{
    private const string Argument = "--health";
    private const int DefaultPort = 8080;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(4);

    /// <summary>Ends the process with exit code 0 if the service is ready, else 1.</summary>
    public static void RunIfRequested(IConfiguration configuration)
    {
        if (Environment.GetCommandLineArgs().Contains(Argument))
            Environment.Exit(IsReady(configuration) ? 0 : 1);
    }

    private static bool IsReady(IConfiguration configuration)
    {
        var port = configuration["HTTP_PORTS"]?.Split(';')[0] is { Length: > 0 } first ? first : $"{DefaultPort}";
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = Deadline };
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"http://localhost:{port}/health/ready"));
        try
        {
            using var response = http.Send(request);
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }
}
