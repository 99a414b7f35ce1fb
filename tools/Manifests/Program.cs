using System.CommandLine;
using Telemetry.Manifests;

var manifest = new Argument<FileInfo>("manifest")
{
    Description = "Aspire's deployment manifest (the AppHost's step publish-manifest)",
}.AcceptExistingOnly();
var output = new Argument<DirectoryInfo>("output") { Description = "Directory for kubernetes/ and compose/" };
var command = new RootCommand("Writes Kubernetes manifests and a Compose file from Aspire's deployment manifest.") { manifest, output };
command.SetAction(parsed => PublishCommand.Run(parsed.GetValue(manifest)!, parsed.GetValue(output)!, Console.Error));
return command.Parse(args).Invoke();
