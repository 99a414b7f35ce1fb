using Telemetry.Manifests.Compose;
using Telemetry.Manifests.Kubernetes;
using Telemetry.Manifests.Model;
using Telemetry.Manifests.Output;

namespace Telemetry.Manifests;

internal static class PublishCommand
{
    /// <summary>Writes all files, or none and the errors, one line each. Returns the exit code.</summary>
    public static int Run(FileInfo manifest, DirectoryInfo output, TextWriter errors)
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
            errors.WriteLine($"Publish: {e.Message}");
            return 1;
        }
    }
}
