using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Threading.RateLimiting;
using NSec.Cryptography;
using Telemetry.Fleet.Simulation;

namespace Telemetry.Fleet.Client;

/// <summary>
/// Speaks the SHM protocol for one instance: register, activate, snapshot. A post that got no answer, or 503, is sent again with the same
/// bytes until it is acknowledged, as long as the patience lasts.
/// </summary>
public sealed class InstanceClient(HttpClient http, InstanceModel instance, RateLimiter pace, Answers answers, TimeSpan patience)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>Registers under a version; also tells a new version of an instance that is registered already.</summary>
    public Task<bool> RegisterAsync(string version, CancellationToken cancellationToken) => PostAsync(
        "/v1/register",
        () => new HttpRequestMessage(HttpMethod.Post, "/v1/register")
        {
            Content = JsonContent.Create(new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["instance_id"] = instance.Id.ToString(),
                ["public_key"] = Convert.ToHexStringLower(instance.Key.PublicKey.Export(KeyBlobFormat.RawPublicKey)),
                ["app_name"] = instance.Application.Name,
                ["app_version"] = version,
                ["deployment_mode"] = instance.DeploymentMode,
                ["environment"] = instance.Environment,
                ["os_arch"] = $"linux/{instance.Architecture}",
            }),
        },
        cancellationToken);

    /// <summary>Activates.</summary>
    public Task<bool> ActivateAsync(CancellationToken cancellationToken) =>
        PostSignedAsync("/v1/activate", Encoding.UTF8.GetBytes("""{"action":"activate"}"""), cancellationToken);

    /// <summary>Sends the snapshot of a moment.</summary>
    public Task<bool> SendSnapshotAsync(DateTimeOffset moment, CancellationToken cancellationToken) =>
        PostSignedAsync("/v1/snapshot", instance.Snapshot(moment), cancellationToken);

    private Task<bool> PostSignedAsync(string route, byte[] body, CancellationToken cancellationToken)
    {
        var signature = Convert.ToHexStringLower(SignatureAlgorithm.Ed25519.Sign(instance.Key, body));
        return PostAsync(
            route,
            () => new HttpRequestMessage(HttpMethod.Post, route)
            {
                Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } },
                Headers = { { "X-Instance-ID", instance.Id.ToString() }, { "X-Signature", signature } },
            },
            cancellationToken);
    }

    private async Task<bool> PostAsync(string route, Func<HttpRequestMessage> request, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            using var _ = await pace.AcquireAsync(1, cancellationToken);
            var pause = LongestPause;
            try
            {
                using var message = request();
                using var answer = await http.SendAsync(message, cancellationToken);
                var status = ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture);
                answers.Add(route, status);
                if (answer.IsSuccessStatusCode)
                    return true;

                answers.Explain(route, status, await answer.Content.ReadAsStringAsync(cancellationToken));
                if (answer.StatusCode == HttpStatusCode.TooManyRequests)
                    throw new RateLimitedException();
                if (answer.StatusCode != HttpStatusCode.ServiceUnavailable)
                    return false;
            }
            catch (HttpRequestException e)
            {
                answers.Add(route, "no answer");
                answers.Explain(route, "no answer", e.Message);
            }
            catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                answers.Add(route, "no answer");
                answers.Explain(route, "no answer", "timed out");
            }

            if (TimeProvider.System.GetElapsedTime(start) > patience)
                return false;
            await Task.Delay(pause * (0.5 + (Random.Shared.NextDouble() / 2)), cancellationToken);
        }
    }
}
