namespace Telemetry.Aggregation.Reads.Starts;

/// <summary>Starts of all time: what <c>GET /metrics</c> answers in JSON.</summary>
internal sealed record StartSums(
    long TotalDeployments,
    long UniqueInstances,
    IReadOnlyList<StartSums.OfArchitecture> ArchitectureBreakdown,
    IReadOnlyList<StartSums.OfVersion> VersionBreakdown,
    double AvgStartupTimeMs)
{
    internal sealed record OfArchitecture(string Architecture, long Count);

    internal sealed record OfVersion(string Version, long Count);
}
