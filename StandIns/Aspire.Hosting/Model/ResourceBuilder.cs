namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource while the model is being written.</summary>
/// <typeparam name="T">The resource's kind.</typeparam>
public interface IResourceBuilder<out T>
    where T : IResource
{
    /// <summary>The application that it belongs to.</summary>
    IDistributedApplicationBuilder ApplicationBuilder { get; }

    /// <summary>The resource.</summary>
    T Resource { get; }
}

internal sealed record ResourceBuilder<T>(IDistributedApplicationBuilder ApplicationBuilder, T Resource) : IResourceBuilder<T>
    where T : IResource;

internal static class ResourceBuilderInternals
{
    public static IResourceBuilder<T> Annotate<T>(this IResourceBuilder<T> builder, IResourceAnnotation annotation)
        where T : IResource
    {
        builder.Resource.Annotations.Add(annotation);
        return builder;
    }

    public static bool IsPersistent(this IResource resource) => resource.Annotations.OfType<DataVolumeAnnotation>().Any();
}
