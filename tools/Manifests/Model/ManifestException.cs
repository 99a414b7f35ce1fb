namespace Telemetry.Manifests.Model;

/// <summary>This manifest cannot be deployed. The message is for the person at the terminal.</summary>
public sealed class ManifestException(string message) : Exception(message);
