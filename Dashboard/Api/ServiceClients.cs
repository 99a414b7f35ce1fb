using System.Globalization;
using System.Net;
using System.Text.Json;
using Telemetry.ServiceDefaults.Access;
using Telemetry.ServiceDefaults.Settings;

namespace Telemetry.Dashboard.Api;

/// <summary>The HTTP clients of the services behind the dashboard.</summary>
public static class ServiceClients
{
    // Longer than all attempts of ServiceDefaults/Http together; it also bounds the reading of the body.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <summary>Its name, for people.</summary>
    internal const string Aggregation = "Aggregation";

    /// <summary>How the services write JSON.</summary>
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new Few.CountConverter(), new Few.MeasureConverter() },
    };

    // 50 instances or snapshots of 64 KiB each are 3.2 MB.
    private const long LargestAnswer = 16 << 20;

    /// <summary>
    /// Adds what asks Aggregation and what commands. They speak as whoever asks the dashboard: as the admin, or as nobody, who is told what is for
    /// everybody.
    /// </summary>
    public static void AddServiceClients(this WebApplicationBuilder builder, AccessSettings access)
    {
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddScoped<PageAge>();
        builder.Services.AddHttpClient<ReadApi>(Configure("http://aggregation"));
        builder.Services.AddHttpClient<RunApi>(Configure("http://aggregation"));
        builder.Services.AddHttpClient<StartApi>(Configure("http://aggregation"));
        builder.Services.AddHttpClient<QuarantineApi>(Configure("http://aggregation"));
        builder.Services.AddHttpClient<AlertApi>(Configure("http://aggregation"));
        builder.Services.AddHttpClient(nameof(OpenIncidents), Configure("http://aggregation"));
        builder.Services.AddScoped(services => new OpenIncidents(services.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(OpenIncidents))));
        builder.Services.AddHttpClient<DeliveryApi>(Configure("http://notifications"));
        builder.Services.AddHttpClient<ApplicationCommands>(Configure("http://aggregation"));
        builder.Services.AddHttpClient<InstanceCommands>(Configure("http://ingestion"));

        // Each client is made for one request to the dashboard.
        Action<IServiceProvider, HttpClient> Configure(string address) => (services, http) =>
        {
            http.BaseAddress = new Uri(address);
            if (services.GetRequiredService<IHttpContextAccessor>().HttpContext is { User: var reader } && AdminAccess.IsAdmin(reader))
                http.DefaultRequestHeaders.Authorization = AdminAccess.Header(access);
            http.Timeout = Deadline;
            http.MaxResponseContentBufferSize = LargestAnswer;
        };
    }

    /// <summary>Asks Aggregation; null for 404.</summary>
    /// <exception cref="ServiceUnavailableException">There was no answer in time, or it was 502, 503 or 504.</exception>
    /// <exception cref="HttpRequestException">Any other answer that is not a success.</exception>
    internal static async Task<T?> ReadAsync<T>(this HttpClient http, PageAge age, string address, CancellationToken cancellationToken)
        where T : class
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        using var answer = await http.AskAsync(Aggregation, request, cancellationToken);
        if (answer is null)
            return null;

        age.Note(answer);
        return await answer.Content.ReadFromJsonAsync<T>(Json, cancellationToken);
    }

    /// <summary>Asks Aggregation for a list, of which X-Total-Count tells the length of the whole and X-Next where it goes on; null: it does not.</summary>
    /// <exception cref="ServiceUnavailableException">There was no answer in time, or it was 502, 503 or 504.</exception>
    internal static async Task<(IReadOnlyList<T> Items, long? Total, string? Next)> ReadPageAsync<T>(
        this HttpClient http, PageAge age, string address, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        using var answer = (await http.AskAsync(Aggregation, request, cancellationToken)).Expect($"list at {request.RequestUri}");

        age.Note(answer);
        var items = await answer.Content.ReadFromJsonAsync<T[]>(Json, cancellationToken) ?? [];
        return (items, long.TryParse(Header("X-Total-Count"), CultureInfo.InvariantCulture, out var total) ? total : null, Header("X-Next"));

        string? Header(string name) => answer.Headers.TryGetValues(name, out var values) ? values.First() : null;
    }

    /// <summary>What Aggregation of this version answers always.</summary>
    internal static T Expect<T>(this T? answer, string what)
        where T : class =>
        answer ?? throw new InvalidOperationException($"Aggregation has no {what}: it is not the version that this dashboard is for");

    /// <summary>Sends the request; null for 404.</summary>
    /// <exception cref="ServiceUnavailableException">There was no answer in time, or it was 502, 503 or 504.</exception>
    /// <exception cref="HttpRequestException">Any other answer that is not a success.</exception>
    internal static async Task<HttpResponseMessage?> AskAsync(
        this HttpClient http, string service, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await http.TryAsync(service, request, cancellationToken);
        if (answer.StatusCode is HttpStatusCode.OK)
            return answer;

        answer.Dispose();
        return answer.StatusCode switch
        {
            HttpStatusCode.NotFound => null,
            HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout =>
                throw new ServiceUnavailableException(service),
            var status => throw new HttpRequestException(
                $"{service} answered {(int)status} to {request.Method} {request.RequestUri?.AbsolutePath}", inner: null, status),
        };
    }

    /// <summary>Sends the request, and gives any answer as it is.</summary>
    /// <exception cref="ServiceUnavailableException">There was no answer in time.</exception>
    internal static async Task<HttpResponseMessage> TryAsync(
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
