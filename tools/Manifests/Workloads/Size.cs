namespace Telemetry.Manifests.Workloads;

/// <summary>Requests and limits of a pod.</summary>
/// <param name="Cpu">The request, as Kubernetes writes it.</param>
/// <param name="MaxCpu">The limit.</param>
/// <param name="Memory">The request.</param>
/// <param name="MaxMemory">The limit.</param>
internal sealed record Size(string Cpu, string MaxCpu, string Memory, string MaxMemory)
{
    /// <summary>A number of bytes as Compose writes it.</summary>
    public static string ForCompose(string bytes) =>
        bytes.Replace("Mi", "m", StringComparison.Ordinal).Replace("Gi", "g", StringComparison.Ordinal);
}
