using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Engine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Publishing;

/// <summary>Writes the model as a deployment manifest instead of starting it, and ends the application.</summary>
internal sealed class ManifestPublisher(
    IResourceCollection resources, AppHostProject appHost, IConfiguration configuration, IHostApplicationLifetime lifetime) : IHostedService
{
    /// <summary>On the command line: <c>--publisher manifest</c>.</summary>
    public const string PublisherKey = "publisher";

    private const string OutputKey = "output-path";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (configuration[PublisherKey] != "manifest")
            throw new DistributedApplicationException($"--{PublisherKey}: the stand-in knows only manifest.");
        if (configuration[OutputKey] is not { Length: > 0 } output)
            throw new DistributedApplicationException($"--{OutputKey} is missing: the file that the manifest is written to.");

        // A relative path counts from the AppHost's directory, as its projects' do.
        var file = Path.GetFullPath(output, appHost.Directory);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllBytesAsync(file, new ManifestWriter(Path.GetDirectoryName(file)!).Write(resources), cancellationToken);
        Console.WriteLine($"Published manifest to: {file}");
        lifetime.StopApplication();
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
