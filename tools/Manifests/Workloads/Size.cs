namespace Telemetry.Manifests.Workloads;

/// <summary>Requests and limits of a pod, in Kubernetes' notation.</summary>
internal sealed record Size(string Cpu, string MaxCpu, string Memory, string MaxMemory)
{
    public static string ForCompose(string bytes) =>
        bytes.Replace("Mi", "m", StringComparison.Ordinal).Replace("Gi", "g", StringComparison.Ordinal);
}
