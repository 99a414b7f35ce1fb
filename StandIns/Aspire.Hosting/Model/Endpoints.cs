using System.Globalization;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Where a resource listens.</summary>
public sealed class EndpointAnnotation : IResourceAnnotation
{
    internal EndpointAnnotation(string name, string scheme, int? port)
    {
        Name = name;
        UriScheme = scheme;
        Port = port;
    }

    /// <summary>Its name within the resource.</summary>
    public string Name { get; }

    /// <summary>http or tcp.</summary>
    public string UriScheme { get; }

    /// <summary>The port that the model fixes; null: any free one.</summary>
    public int? Port { get; }

    /// <summary>It is for clients outside of the application.</summary>
    public bool IsExternal { get; internal set; }

    /// <summary>The port that it got; null before the start.</summary>
    internal int? AllocatedPort { get; set; }

    // Services are asked by name as browsers do, on IPv4 and IPv6; the servers listen on IPv4 only.
    internal string Host => UriScheme == "tcp" ? "127.0.0.1" : "localhost";
}

/// <summary>A resource's endpoint, by name. Its address is known once the application has started.</summary>
public sealed class EndpointReference : IValueProvider, IManifestExpression
{
    internal EndpointReference(IResourceWithEndpoints resource, string name)
    {
        Resource = resource;
        EndpointName = name;
    }

    /// <summary>Whose endpoint it is.</summary>
    public IResourceWithEndpoints Resource { get; }

    /// <summary>The endpoint's name.</summary>
    public string EndpointName { get; }

    /// <summary>The port.</summary>
    /// <exception cref="InvalidOperationException">There is no such endpoint, or the application has not started.</exception>
    public int Port => Annotation.AllocatedPort
        ?? throw new InvalidOperationException($"The endpoint {EndpointName} of {Resource.Name} has no port before the application starts.");

    /// <summary>The host name.</summary>
    public string Host => Annotation.Host;

    /// <summary>scheme://host:port.</summary>
    public string Url => string.Create(CultureInfo.InvariantCulture, $"{Annotation.UriScheme}://{Host}:{Port}");

    internal EndpointAnnotation Annotation => Resource.Annotations.OfType<EndpointAnnotation>().SingleOrDefault(e => e.Name == EndpointName)
        ?? throw new InvalidOperationException($"{Resource.Name} has no endpoint {EndpointName}.");

    string IManifestExpression.ValueExpression => Expression("url");

    /// <summary>A property of it in a manifest: <c>url</c>, <c>host</c>, <c>port</c>, <c>targetPort</c>.</summary>
    internal string Expression(string property) => $"{{{Resource.Name}.bindings.{EndpointName}.{property}}}";

    /// <inheritdoc/>
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => new(Url);
}
