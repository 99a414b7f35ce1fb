using System.Net;
using System.Text.Json;

namespace Telemetry.Dashboard.Api;

/// <summary>The service did not respond in time, or responded 502, 503 or 504. A retry may help.</summary>
internal sealed class ServiceUnavailableException(string service, Exception? innerException = null)
    : Exception($"{service} is not available", innerException)
{
    public string Service { get; } = service;
}

/// <summary>
/// The outcome of a command: whether its subject exists, and the service's message for the admin (null if the command was executed).
/// </summary>
internal sealed record CommandOutcome(bool IsFound, string? Error);

/// <summary>
/// Requests to the services behind the dashboard. All methods throw <see cref="ServiceUnavailableException"/> if the service does not
/// respond in time or responds 502, 503 or 504, and <see cref="HttpRequestException"/> for a status that they do not name.
/// </summary>
internal static class ServiceHttp
{
    public const string Aggregation = "Aggregation";
    public const string Ingestion = "Ingestion";
    public const string Notifications = "Notifications";

    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new SuppressedCount.CountConverter(), new SuppressedCount.RateConverter() },
    };

    /// <summary>Null for 404.</summary>
    public static async Task<T?> ReadAsync<T>(
        this HttpClient http, PageFreshness freshness, string address, CancellationToken cancellationToken)
        where T : class
    {
        using var response = await http.GetAsync(Aggregation, address, cancellationToken);
        if (response is null)
            return null;

        freshness.Register(response);
        return await response.Content.ReadFromJsonAsync<T>(Json, cancellationToken);
    }

    /// <summary>X-Total-Count is the length of the list, X-Next the cursor of the next page.</summary>
    public static async Task<(IReadOnlyList<T> Items, long? Total, string? Next)> ReadPageAsync<T>(
        this HttpClient http, PageFreshness freshness, string address, CancellationToken cancellationToken)
    {
        using var response = (await http.GetAsync(Aggregation, address, cancellationToken)).Expect($"list at {address}");

        freshness.Register(response);
        var items = await response.Content.ReadFromJsonAsync<T[]>(Json, cancellationToken) ?? [];
        long? total = long.TryParse(Header("X-Total-Count"), CultureInfo.InvariantCulture, out var count) ? count : null;
        return (items, total, Header("X-Next"));

        string? Header(string name) => response.Headers.TryGetValues(name, out var values) ? values.First() : null;
    }

    /// <summary>For data that a page can do without: null if the service does not respond in time, or with an error.</summary>
    public static async Task<T?> TryReadAsync<T>(
        this HttpClient http, string service, string address, TimeSpan deadline, CancellationToken cancellationToken)
        where T : class
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(deadline);
        try
        {
            using var response = await http.GetAsync(service, address, limited.Token);
            return response is null ? null : await response.Content.ReadFromJsonAsync<T>(Json, limited.Token);
        }
        catch (Exception e) when (e is ServiceUnavailableException or HttpRequestException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <summary>Null for 404. An unavailable service may have executed the command nevertheless.</summary>
    public static async Task<T?> CommandAsync<T>(
        this HttpClient http, string service, HttpMethod method, string address, CancellationToken cancellationToken)
        where T : class
    {
        using var request = new HttpRequestMessage(method, address);
        using var response = await http.RequestAsync(service, request, cancellationToken);
        return response is null ? null : await response.Content.ReadFromJsonAsync<T>(Json, cancellationToken);
    }

    /// <summary>
    /// Errors are the statuses whose body is a message for the admin. An unavailable service may have executed the command nevertheless.
    /// </summary>
    public static async Task<CommandOutcome> CommandAsync(
        this HttpClient http, HttpMethod method, string address, object? body, HttpStatusCode[] errors, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, address)
        {
            Content = body is null ? null : JsonContent.Create(body, body.GetType(), options: Json),
        };
        using var response = await http.SendAsync(Aggregation, request, cancellationToken);
        if (errors.Contains(response.StatusCode))
            return new(IsFound: true, await response.Content.ReadAsStringAsync(cancellationToken));

        return new(IsSuccess(Aggregation, response), Error: null);
    }

    /// <summary>Null for 404.</summary>
    public static async Task<HttpResponseMessage?> RequestAsync(
        this HttpClient http, string service, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await http.SendAsync(service, request, cancellationToken);
        try
        {
            if (IsSuccess(service, response))
                return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }

        response.Dispose();
        return null;
    }

    /// <summary>Throws if a response is missing that Aggregation of this version always has.</summary>
    public static T Expect<T>(this T? response, string what)
        where T : class =>
        response ?? throw new InvalidOperationException($"Aggregation has no {what}: it is not the version that this dashboard is for");

    private static async Task<HttpResponseMessage?> GetAsync(
        this HttpClient http, string service, string address, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        return await http.RequestAsync(service, request, cancellationToken);
    }

    // False for 404.
    private static bool IsSuccess(string service, HttpResponseMessage response) => response.StatusCode switch
    {
        HttpStatusCode.OK or HttpStatusCode.Accepted => true,
        HttpStatusCode.NotFound => false,
        HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout =>
            throw new ServiceUnavailableException(service),
        var status => throw new HttpRequestException(
            $"{service} answered {(int)status} to {response.RequestMessage?.Method} {response.RequestMessage?.RequestUri?.AbsolutePath}",
            inner: null, status),
    };

    private static async Task<HttpResponseMessage> SendAsync(
        this HttpClient http, string service, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await http.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw new ServiceUnavailableException(service, e);
        }
        catch (TaskCanceledException e) when (e.InnerException is TimeoutException)
        {
            throw new ServiceUnavailableException(service, e);
        }
    }
}
