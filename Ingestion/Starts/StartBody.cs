using System.ComponentModel.DataAnnotations;

namespace Telemetry.Ingestion.Starts;

/// <summary>The start of a container: its fields and their limits, for the OpenAPI document and for <see cref="StartParser"/>.</summary>
/// <param name="InstanceId">As the client made it up.</param>
/// <param name="ImageVersion">The image's version.</param>
/// <param name="Architecture">For example x86_64.</param>
/// <param name="ContainerRuntime">For example docker; may be empty.</param>
/// <param name="StartupTimeMs">From the start to readiness, in milliseconds.</param>
/// <param name="DbType">For example postgres.</param>
/// <param name="TelemetryVersion">The version of the client's telemetry.</param>
/// <param name="Os">For example linux.</param>
/// <param name="Timestamp">The client's own time; kept as it is.</param>
internal sealed record StartBody(
    [property: MaxLength(255)] string InstanceId,
    [property: MaxLength(255)] string ImageVersion,
    [property: MaxLength(255)] string Architecture,
    [property: MaxLength(255)] string ContainerRuntime,
    ulong StartupTimeMs,
    [property: MaxLength(255)] string DbType,
    [property: MaxLength(255)] string TelemetryVersion,
    [property: MaxLength(255)] string? Os = null,
    [property: MaxLength(255)] string? Timestamp = null);
