using System.Text.Json;
using Telemetry.Contracts;
using Telemetry.Ingestion.Json;

namespace Telemetry.Ingestion.Identity;

/// <summary>What an instance tells when it registers.</summary>
/// <param name="InstanceId">It chose it itself.</param>
/// <param name="PublicKey">32 bytes: Ed25519.</param>
/// <param name="Application">The application it belongs to.</param>
/// <param name="Version">The application's version, or "".</param>
/// <param name="DeploymentMode">For example "docker", or "".</param>
/// <param name="Environment">For example "production", or "".</param>
/// <param name="OsArch">For example "linux/amd64", or "".</param>
public sealed record Registration(
    Guid InstanceId,
    byte[] PublicKey,
    ApplicationName Application,
    string Version,
    string DeploymentMode,
    string Environment,
    string OsArch)
{
    /// <summary>Reads the fields that the protocol names; others are for later versions.</summary>
    /// <returns>The first fault, or null.</returns>
    public static string? Read(JsonElement body, out Registration registration)
    {
        var fields = new BodyFields(body);
        registration = new Registration(
            fields.Id("instance_id"),
            fields.Hex("public_key", 32),
            ApplicationSlug.Name(fields.Text("app_name", 100)),
            fields.OptionalText("app_version", 50),
            fields.OptionalText("deployment_mode", 20),
            fields.OptionalText("environment", 20),
            fields.OptionalText("os_arch", 50));
        return fields.Fault;
    }
}
