using System.Text;
using System.Text.Json;
using NSec.Cryptography;
using Telemetry.Fleet.Simulation;

namespace Telemetry.Fleet.Client;

/// <summary>An instance's client of the SHM protocol: register, activate, snapshot.</summary>
internal sealed class InstanceClient(Sender sender, InstanceModel instance)
{
    /// <summary>May be repeated with a new version.</summary>
    public Task<bool> RegisterAsync(string version, CancellationToken cancellationToken) => sender.PostAsync(
        "/v1/register",
        JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["instance_id"] = instance.Id.ToString(),
            ["public_key"] = Convert.ToHexStringLower(instance.Key.PublicKey.Export(KeyBlobFormat.RawPublicKey)),
            ["app_name"] = instance.Application.Name,
            ["app_version"] = version,
            ["deployment_mode"] = instance.DeploymentMode,
            ["environment"] = instance.Environment,
            ["os_arch"] = $"linux/{instance.Architecture}",
        }),
        cancellationToken);

    public Task<bool> ActivateAsync(CancellationToken cancellationToken) =>
        PostSignedAsync("/v1/activate", Encoding.UTF8.GetBytes("""{"action":"activate"}"""), cancellationToken);

    public Task<bool> SendSnapshotAsync(DateTimeOffset moment, CancellationToken cancellationToken) =>
        PostSignedAsync("/v1/snapshot", instance.Snapshot(moment), cancellationToken);

    private Task<bool> PostSignedAsync(string route, byte[] body, CancellationToken cancellationToken)
    {
        var signature = Convert.ToHexStringLower(SignatureAlgorithm.Ed25519.Sign(instance.Key, body));
        return sender.PostAsync(route, body, [("X-Instance-ID", instance.Id.ToString()), ("X-Signature", signature)], cancellationToken);
    }
}
