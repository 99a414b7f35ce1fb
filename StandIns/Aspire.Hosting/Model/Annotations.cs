namespace Aspire.Hosting.ApplicationModel;

/// <summary>Sets environment variables when the resource starts.</summary>
internal sealed record EnvironmentCallbackAnnotation(Action<EnvironmentCallbackContext> Callback) : IResourceAnnotation;

/// <summary>Arguments of the program.</summary>
internal sealed record CommandLineArgsAnnotation(IReadOnlyList<string> Args) : IResourceAnnotation;

/// <summary>The resource starts when the other one is healthy.</summary>
internal sealed record WaitAnnotation(IResource Resource) : IResourceAnnotation;

/// <summary>The resource is healthy when a GET of this path answers with this status.</summary>
internal sealed record HttpHealthCheckAnnotation(string Path, int StatusCode, EndpointReference Endpoint) : IResourceAnnotation;

/// <summary>The resource's data outlive the run.</summary>
internal sealed record DataVolumeAnnotation : IResourceAnnotation;

/// <summary>The service decides itself whose X-Forwarded-For counts.</summary>
internal sealed record DisableForwardedHeadersAnnotation : IResourceAnnotation;

/// <summary>What a callback of <c>WithEnvironment</c> gets.</summary>
public sealed class EnvironmentCallbackContext
{
    /// <summary>The variables so far: strings or <see cref="IValueProvider"/>.</summary>
    public Dictionary<string, object> EnvironmentVariables { get; } = new(StringComparer.Ordinal);
}
