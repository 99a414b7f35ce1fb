namespace Telemetry.Manifests.Workloads;

/// <summary>What a pod asks for and may have.</summary>
/// <param name="Cpu">Asked for, as Kubernetes writes it.</param>
/// <param name="MostCpu">The limit.</param>
/// <param name="Memory">Asked for.</param>
/// <param name="MostMemory">The limit.</param>
internal sealed record Size(string Cpu, string MostCpu, string Memory, string MostMemory)
{
    /// <summary>A number of bytes as Compose writes it.</summary>
    public static string ForCompose(string bytes) => bytes.Replace("Mi", "m", StringComparison.Ordinal).Replace("Gi", "g", StringComparison.Ordinal);
}
