using Polly;

namespace Telemetry.ServiceDefaults.Http;

/// <summary>
/// One kind of failure for callers: what the resilience handler ends itself (a time-out, an open circuit) is a service that did not answer.
/// </summary>
internal sealed class RejectionHandler : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        catch (ExecutionRejectedException e)
        {
            throw new HttpRequestException($"{request.RequestUri?.Host} did not answer in time", e);
        }
    }
}
