namespace Aspire.Hosting.ApplicationModel;

/// <summary>How many processes a service has.</summary>
internal sealed record ReplicaAnnotation(int Replicas) : IResourceAnnotation;

/// <summary>
/// One of several processes of a service. It has what the service has, but listens on ports of its own; the service's own are those of a proxy.
/// </summary>
internal sealed class ReplicaResource : Resource, IResourceWithEndpoints
{
    public ReplicaResource(ProjectResource of, int number)
        : base($"{of.Name}-{number}")
    {
        Of = of;
        foreach (var annotation in of.Annotations)
        {
            Annotations.Add(annotation switch
            {
                EndpointAnnotation endpoint => new EndpointAnnotation(endpoint.Name, endpoint.UriScheme, port: null),
                HttpHealthCheckAnnotation check => check with { Endpoint = new EndpointReference(this, check.Endpoint.EndpointName) },
                _ => annotation,
            });
        }
    }

    /// <summary>The service.</summary>
    public ProjectResource Of { get; }

    /// <summary>Those of a service: none if one process is enough.</summary>
    public static IReadOnlyList<ReplicaResource> Each(ProjectResource project) =>
        project.Annotations.OfType<ReplicaAnnotation>().LastOrDefault() is { Replicas: > 1 and var count }
            ? [.. Enumerable.Range(1, count).Select(number => new ReplicaResource(project, number))]
            : [];
}
