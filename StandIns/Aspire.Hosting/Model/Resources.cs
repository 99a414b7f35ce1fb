using System.Text.RegularExpressions;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A part of the application: a server, a database, a service, a parameter.</summary>
public interface IResource
{
    /// <summary>1 to 64 ASCII letters, digits, hyphens; also the name of its connection and of its service.</summary>
    string Name { get; }

    /// <summary>What the model says about it.</summary>
    ICollection<IResourceAnnotation> Annotations { get; }
}

/// <summary>A fact about a resource.</summary>
public interface IResourceAnnotation;

/// <summary>A resource that is started with environment variables.</summary>
public interface IResourceWithEnvironment : IResource;

/// <summary>A resource that is started with arguments.</summary>
public interface IResourceWithArgs : IResource;

/// <summary>A resource that listens.</summary>
public interface IResourceWithEndpoints : IResource;

/// <summary>A resource that can wait for another one.</summary>
public interface IResourceWithWaitSupport : IResource;

/// <summary>A resource that others find by its name.</summary>
public interface IResourceWithServiceDiscovery : IResourceWithEndpoints;

/// <summary>Something that has a value once the application has started.</summary>
public interface IValueProvider
{
    /// <summary>The value.</summary>
    ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default);
}

/// <summary>Something that a manifest names in its place.</summary>
internal interface IManifestExpression
{
    /// <summary>Text with holes such as <c>{postgres.connectionString}</c>.</summary>
    string ValueExpression { get; }
}

/// <summary>A resource that clients reach by a connection string.</summary>
public interface IResourceWithConnectionString : IResource, IValueProvider
{
    /// <summary>The connection string; it is known as soon as the application has started, before the server answers.</summary>
    ValueTask<string?> GetConnectionStringAsync(CancellationToken cancellationToken = default);

    ValueTask<string?> IValueProvider.GetValueAsync(CancellationToken cancellationToken) => GetConnectionStringAsync(cancellationToken);
}

/// <summary>Base of all resources.</summary>
public abstract partial class Resource : IResource
{
    /// <summary>Checks the name.</summary>
    /// <exception cref="ArgumentException">The name is not 1 to 64 ASCII letters, digits and hyphens that begin with a letter.</exception>
    protected Resource(string name)
    {
        if (!ValidName().IsMatch(name))
            throw new ArgumentException($"'{name}' is no name for a resource: 1 to 64 ASCII letters, digits, hyphens, first a letter.", nameof(name));

        Name = name;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public ICollection<IResourceAnnotation> Annotations { get; } = [];

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9-]{0,63}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ValidName();
}

/// <summary>All resources of an application.</summary>
public interface IResourceCollection : ICollection<IResource>;

internal sealed class ResourceCollection : List<IResource>, IResourceCollection;
