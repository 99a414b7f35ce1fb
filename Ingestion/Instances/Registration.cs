using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace Telemetry.Ingestion.Instances;

/// <summary>The body of a registration in the OpenAPI document. <see cref="Registration"/> reads it, by these limits.</summary>
/// <param name="InstanceId">It chooses it itself.</param>
/// <param name="PublicKey">Ed25519, in hexadecimal digits.</param>
/// <param name="AppName">The application is made at first sight.</param>
/// <param name="AppVersion">The application's version.</param>
/// <param name="DeploymentMode">For example "docker".</param>
/// <param name="Environment">For example "production".</param>
/// <param name="OsArch">For example "linux/amd64".</param>
internal sealed record RegisterBody(
    Guid InstanceId,
    [property: RegularExpression("^[0-9A-Fa-f]{64}$")] string PublicKey,
    [property: MaxLength(100)] string AppName,
    [property: MaxLength(50)] string? AppVersion = null,
    [property: MaxLength(20)] string? DeploymentMode = null,
    [property: MaxLength(20)] string? Environment = null,
    [property: MaxLength(50)] string? OsArch = null);

/// <summary>Optional texts that are missing are "".</summary>
internal sealed record Registration(
    Guid InstanceId,
    byte[] PublicKey,
    ApplicationName Application,
    string Version,
    string DeploymentMode,
    string Environment,
    string OsArch)
{
    public static FieldLimits Limits { get; } = FieldLimits.Of<RegisterBody>();

    /// <summary>Reads the fields of the protocol; others are for later versions. Returns the first error, or null.</summary>
    public static string? Read(JsonElement body, out Registration registration)
    {
        var fields = new StrictFields(body, Limits);
        registration = new Registration(
            fields.Id("instance_id"),
            fields.Hex("public_key", 32),
            ApplicationSlug.Name(fields.Text("app_name")),
            fields.OptionalText("app_version"),
            fields.OptionalText("deployment_mode"),
            fields.OptionalText("environment"),
            fields.OptionalText("os_arch"));
        return fields.Error;
    }
}
