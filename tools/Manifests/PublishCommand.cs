using Telemetry.Manifests.Compose;
using Telemetry.Manifests.Kubernetes;
using Telemetry.Manifests.Model;
using Telemetry.Manifests.Output;

namespace Telemetry.Manifests;

/// <summary>A publish from the person's point of view.</summary>
public static class PublishCommand
{
    /// <summary>Writes everything, or nothing and why not.</summary>
    /// <param name="manifest">Aspire's deployment manifest.</param>
    /// <param name="output">Where <c>kubernetes/</c> and <c>compose/</c> go.</param>
    /// <param name="faults">Where a fault is told, a line each.</param>
    /// <returns>The exit code.</returns>
    public static int Run(FileInfo manifest, DirectoryInfo output, TextWriter faults)
    {
        try
        {
            var platform = Platform.Of(Manifest.Parse(File.ReadAllText(manifest.FullName)));
            OutputFile[] files = [.. KubernetesFiles.Of(platform), .. ComposeFiles.Of(platform)];
            foreach (var file in files)
                file.Check(output);
            foreach (var file in files)
                file.Write(output);
            return 0;
        }
        catch (ManifestException e)
        {
            faults.WriteLine($"Publish: {e.Message}");
            return 1;
        }
    }
}
