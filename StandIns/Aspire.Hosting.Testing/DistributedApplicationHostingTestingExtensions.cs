using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.Testing;

/// <summary>A test's ways into a started application.</summary>
public static class DistributedApplicationHostingTestingExtensions
{
    /// <summary>A client of one of the resource's endpoints.</summary>
    public static HttpClient CreateHttpClient(this DistributedApplication app, string resourceName, string? endpointName = null) =>
        new() { BaseAddress = app.GetEndpoint(resourceName, endpointName) };

    /// <summary>The address of one of the resource's endpoints; <c>http</c> if null.</summary>
    public static Uri GetEndpoint(this DistributedApplication app, string resourceName, string? endpointName = null) =>
        new(new EndpointReference(app.Resource<IResourceWithEndpoints>(resourceName), endpointName ?? "http").Url);

    /// <summary>A resource's connection string.</summary>
    public static ValueTask<string?> GetConnectionStringAsync(this DistributedApplication app, string resourceName, CancellationToken cancellationToken = default) =>
        app.Resource<IResourceWithConnectionString>(resourceName).GetConnectionStringAsync(cancellationToken);

    private static T Resource<T>(this DistributedApplication app, string name) =>
        app.Services.GetRequiredService<IResourceCollection>().Where(r => r.Name == name).OfType<T>().SingleOrDefault()
        ?? throw new ArgumentException($"There is no {typeof(T).Name} with the name {name}.", nameof(name));
}
