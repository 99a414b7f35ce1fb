using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Telemetry.ServiceDefaults.Http;

/// <summary>HTTP clients between services: found by name, with a deadline, and with bounded retries where a repetition is harmless.</summary>
internal static class ServiceHttpClient
{
    // Two attempts within the deadline of one attempt of whoever called us.
    private static readonly TimeSpan AttemptDeadline = TimeSpan.FromSeconds(5);

    private static readonly ResiliencePipeline<HttpResponseMessage> Once = new ResiliencePipelineBuilder<HttpResponseMessage>()
        .AddTimeout(AttemptDeadline)
        .Build();

    private static readonly ResiliencePipeline<HttpResponseMessage> Repeated = new ResiliencePipelineBuilder<HttpResponseMessage>()
        .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
        {
            MaxRetryAttempts = 2,
            Delay = TimeSpan.FromMilliseconds(200),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldHandle = new PredicateBuilder<HttpResponseMessage>()
                .Handle<HttpRequestException>()
                .HandleResult(answer => answer.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable),
        })
        .AddTimeout(AttemptDeadline)
        .Build();

    public static void AddServiceDefaults(this IHttpClientBuilder http) => http
        .UseSocketsHttpHandler((handler, _) => handler.PooledConnectionIdleTimeout = IdleConnections.Timeout)
        .AddHttpMessageHandler(services => new Handler(services.GetRequiredService<IConfiguration>()));

    private sealed class Handler(IConfiguration configuration) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri = ServiceAddress.Resolve(configuration, request.RequestUri!);
            var pipeline = request.Method == HttpMethod.Get ? Repeated : Once;
            try
            {
                return await pipeline.ExecuteAsync(
                    async token => await base.SendAsync(request, token), cancellationToken);
            }
            catch (TimeoutRejectedException e)
            {
                // One kind of failure for callers: the service did not answer.
                throw new HttpRequestException($"{request.RequestUri.Host} did not answer in time", e);
            }
        }
    }
}
