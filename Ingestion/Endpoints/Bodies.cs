using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace Telemetry.Ingestion.Endpoints;

/// <summary>What instances send, as the description of the API shows it. Nothing is read with these: see <see cref="Identity.Registration"/>.</summary>
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

/// <summary>As the SDKs send it; any JSON is taken.</summary>
/// <param name="Action">"activate".</param>
internal sealed record ActivateBody(string Action);

/// <summary>See <see cref="Snapshot"/>.</summary>
/// <param name="InstanceId">The same as in the header.</param>
/// <param name="Timestamp">At most 5 minutes ahead, at most 30 days ago.</param>
/// <param name="Metrics">Any names and values: numbers are metrics, texts are labels.</param>
internal sealed record SnapshotBody(Guid InstanceId, DateTimeOffset Timestamp, IReadOnlyDictionary<string, JsonElement> Metrics);
