using Polly;

namespace Telemetry.ServiceDefaults.Http;

/// <summary>
/// Maps the resilience handler's own failures (a time-out, an open circuit) to the failure of a service that did not respond, so that
/// callers handle one exception.
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
