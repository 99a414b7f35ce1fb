using System.Net;

namespace Telemetry.Dashboard.Api;

/// <summary>What an admin may change of an application. Aggregation does it; both are idempotent.</summary>
/// <param name="http">Its base address is Aggregation's.</param>
public sealed class ApplicationCommands(HttpClient http)
{
    /// <summary>Sets its links; "" clears one.</summary>
    /// <exception cref="ServiceUnavailableException">Aggregation is away. They may have been set all the same.</exception>
    public async Task<CommandAnswer> UpdateAsync(string slug, string githubUrl, string logoUrl, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, Address(slug))
        {
            Content = JsonContent.Create(new { githubUrl, logoUrl }, options: ServiceClients.Json),
        };
        return await SendAsync(request, cancellationToken);
    }

    /// <summary>Asks GitHub for its stars.</summary>
    /// <exception cref="ServiceUnavailableException">Aggregation is away.</exception>
    public async Task<CommandAnswer> RefreshStarsAsync(string slug, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Address(slug)}/refresh-stars");
        return await SendAsync(request, cancellationToken);
    }

    private static string Address(string slug) => $"/api/v1/admin/applications/{Uri.EscapeDataString(slug)}";

    // A 400 says what is wrong with the values, a 502 what GitHub said; both are for the admin to read.
    private async Task<CommandAnswer> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var answer = await http.TryAsync(ServiceClients.Aggregation, request, cancellationToken);
        return answer.StatusCode switch
        {
            HttpStatusCode.OK => new(IsFound: true, Fault: null),
            HttpStatusCode.NotFound => new(IsFound: false, Fault: null),
            HttpStatusCode.BadRequest or HttpStatusCode.BadGateway => new(IsFound: true, await answer.Content.ReadAsStringAsync(cancellationToken)),
            HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => throw new ServiceUnavailableException(ServiceClients.Aggregation),
            var status => throw new HttpRequestException(
                $"{ServiceClients.Aggregation} answered {(int)status} to {request.Method} {request.RequestUri?.AbsolutePath}", inner: null, status),
        };
    }
}

/// <summary>What became of a command.</summary>
/// <param name="IsFound">Whether there is such an application.</param>
/// <param name="Fault">What is wrong, in a line; null: nothing.</param>
public sealed record CommandAnswer(bool IsFound, string? Fault);
