using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Services, and how they are wired.</summary>
public static class ProgramBuilderExtensions
{
    /// <summary>Adds a .NET service.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The service's name.</param>
    /// <param name="projectPath">The project file; a relative path counts from the AppHost's directory.</param>
    /// <param name="launchProfileName">The profile of launchSettings.json to use. Here always null: none.</param>
    public static IResourceBuilder<ProjectResource> AddProject(
        this IDistributedApplicationBuilder builder, string name, string projectPath, string? launchProfileName)
    {
        if (launchProfileName is not null)
            throw new NotSupportedException("The stand-in reads no launch profiles: pass launchProfileName: null.");

        return builder.AddResource(new ProjectResource(name, Path.GetFullPath(projectPath, builder.AppHostDirectory)));
    }

    /// <summary>
    /// Starts the service as several processes, each on ports of its own; a proxy listens on the service's ports and hands connections to them in turn.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithReplicas(this IResourceBuilder<ProjectResource> builder, int replicas) =>
        builder.Annotate(new ReplicaAnnotation(replicas));

    /// <summary>Adds any program.</summary>
    public static IResourceBuilder<ExecutableResource> AddExecutable(
        this IDistributedApplicationBuilder builder, string name, string command, string workingDirectory, params string[] args) =>
        builder.AddResource(new ExecutableResource(name, command, Path.GetFullPath(workingDirectory, builder.AppHostDirectory))).WithArgs(args);

    /// <summary>Adds arguments.</summary>
    public static IResourceBuilder<T> WithArgs<T>(this IResourceBuilder<T> builder, params string[] args)
        where T : IResourceWithArgs => builder.Annotate(new CommandLineArgsAnnotation(args));

    /// <summary>Starts the resource when the other one is healthy, not before.</summary>
    public static IResourceBuilder<T> WaitFor<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency)
        where T : IResourceWithWaitSupport => builder.Annotate(new WaitAnnotation(dependency.Resource));

    /// <summary>Passes a connection string as <c>ConnectionStrings__{name}</c>.</summary>
    public static IResourceBuilder<T> WithReference<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResourceWithConnectionString> source)
        where T : IResourceWithEnvironment => builder.Set($"ConnectionStrings__{source.Resource.Name}", source.Resource);

    /// <summary>Lets the resource find a service by its name: <c>services__{name}__http__0</c>.</summary>
    public static IResourceBuilder<T> WithReference<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResourceWithServiceDiscovery> source)
        where T : IResourceWithEnvironment => builder.WithEnvironment(context =>
        {
            foreach (var endpoint in source.Resource.Annotations.OfType<EndpointAnnotation>())
                context.EnvironmentVariables[$"services__{source.Resource.Name}__{endpoint.Name}__0"] = new EndpointReference(source.Resource, endpoint.Name);
        });

    /// <summary>Lets the resource find one endpoint by its resource's name.</summary>
    public static IResourceBuilder<T> WithReference<T>(this IResourceBuilder<T> builder, EndpointReference endpointReference)
        where T : IResourceWithEnvironment =>
        builder.Set($"services__{endpointReference.Resource.Name}__{endpointReference.EndpointName}__0", endpointReference);

    /// <summary>Sets a variable.</summary>
    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, string? value)
        where T : IResourceWithEnvironment => builder.Set(name, value ?? "");

    /// <summary>Sets a variable to a parameter's value.</summary>
    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, IResourceBuilder<ParameterResource> parameter)
        where T : IResourceWithEnvironment => builder.Set(name, parameter.Resource);

    /// <summary>Sets a variable to an endpoint's address.</summary>
    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, EndpointReference endpointReference)
        where T : IResourceWithEnvironment => builder.Set(name, endpointReference);

    /// <summary>Sets a variable to a text with holes.</summary>
    public static IResourceBuilder<T> WithEnvironment<T>(
        this IResourceBuilder<T> builder, string name, in ReferenceExpression.ExpressionInterpolatedStringHandler value)
        where T : IResourceWithEnvironment => builder.Set(name, ReferenceExpression.Create(value));

    /// <summary>Sets variables when the resource starts.</summary>
    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, Action<EnvironmentCallbackContext> callback)
        where T : IResourceWithEnvironment => builder.Annotate(new EnvironmentCallbackAnnotation(callback));

    /// <summary>Lets the resource listen for HTTP on loopback.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="port">The port; null: any free one.</param>
    /// <param name="name">The endpoint's name; <c>http</c> if null.</param>
    /// <param name="env">The variable that tells the program its port.</param>
    public static IResourceBuilder<T> WithHttpEndpoint<T>(this IResourceBuilder<T> builder, int? port = null, string? name = null, string? env = null)
        where T : IResourceWithEndpoints
    {
        var endpoint = new EndpointAnnotation(name ?? "http", "http", port);
        if (builder.Resource.Annotations.OfType<EndpointAnnotation>().Any(e => e.Name == endpoint.Name))
            throw new DistributedApplicationException($"{builder.Resource.Name} has an endpoint {endpoint.Name} already.");
        if (env is not null)
            builder.Annotate(new EnvironmentCallbackAnnotation(context => context.EnvironmentVariables[env] = $"{endpoint.AllocatedPort}"));

        return builder.Annotate(endpoint);
    }

    /// <summary>
    /// Says that a service in front of which there is a proxy reads what the proxy says of the client by its own rules. Otherwise a
    /// published service is told to believe everybody.
    /// </summary>
    public static IResourceBuilder<ProjectResource> DisableForwardedHeaders(this IResourceBuilder<ProjectResource> builder) =>
        builder.Annotate(new DisableForwardedHeadersAnnotation());

    /// <summary>Marks the resource's endpoints as those that clients use. On one machine they stay on loopback.</summary>
    public static IResourceBuilder<T> WithExternalHttpEndpoints<T>(this IResourceBuilder<T> builder)
        where T : IResourceWithEndpoints
    {
        foreach (var endpoint in builder.Resource.Annotations.OfType<EndpointAnnotation>())
            endpoint.IsExternal = true;
        return builder;
    }

    /// <summary>An endpoint by its name.</summary>
    public static EndpointReference GetEndpoint<T>(this IResourceBuilder<T> builder, string name)
        where T : IResourceWithEndpoints => new(builder.Resource, name);

    /// <summary>Calls the resource healthy when a GET of this path answers as it should.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="path">The path; <c>/</c> if null.</param>
    /// <param name="statusCode">The status; 200 if null.</param>
    /// <param name="endpointName">The endpoint; <c>http</c> if null.</param>
    public static IResourceBuilder<T> WithHttpHealthCheck<T>(
        this IResourceBuilder<T> builder, string? path = null, int? statusCode = null, string? endpointName = null)
        where T : IResourceWithEndpoints =>
        builder.Annotate(new HttpHealthCheckAnnotation(path ?? "/", statusCode ?? 200, builder.GetEndpoint(endpointName ?? "http")));

    private static IResourceBuilder<T> Set<T>(this IResourceBuilder<T> builder, string name, object value)
        where T : IResourceWithEnvironment => builder.WithEnvironment(context => context.EnvironmentVariables[name] = value);
}
