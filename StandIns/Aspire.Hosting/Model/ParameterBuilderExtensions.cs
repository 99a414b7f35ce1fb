using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Engine;

namespace Aspire.Hosting;

/// <summary>Values that the model needs from outside.</summary>
public static class ParameterBuilderExtensions
{
    /// <summary>Adds a parameter that the configuration may set as <c>Parameters:{name}</c> and that has a default otherwise.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The parameter's name.</param>
    /// <param name="value">Its default.</param>
    /// <param name="secret">It appears in no log.</param>
    /// <param name="persist">A generated value is kept between runs.</param>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, ParameterDefault value, bool secret = false, bool persist = false)
    {
        var store = ((DistributedApplicationBuilder)builder).Secrets;
        string Read() => builder.Configuration[$"{SecretStore.Section}:{name}"] is { Length: > 0 } configured ? configured
            : persist ? store.GetOrAdd(name, value.GetDefaultValue)
            : value.GetDefaultValue();
        return builder.AddResource(new ParameterResource(name, Read, secret, value));
    }

    /// <summary>Adds a parameter that the configuration may set as <c>Parameters:{name}</c> and that has this value otherwise.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The parameter's name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="publishValueAsDefault">A manifest tells the value.</param>
    /// <param name="secret">It appears in no log.</param>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, string value, bool publishValueAsDefault = false, bool secret = false) =>
        builder.AddResource(new ParameterResource(
            name,
            () => builder.Configuration[$"{SecretStore.Section}:{name}"] is { Length: > 0 } configured ? configured : value,
            secret,
            publishValueAsDefault ? new ConstantParameterDefault(value) : null));

    /// <summary>Adds a parameter whose value is under another key of the configuration.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The parameter's name.</param>
    /// <param name="configurationKey">The key.</param>
    /// <param name="secret">It appears in no log.</param>
    public static IResourceBuilder<ParameterResource> AddParameterFromConfiguration(
        this IDistributedApplicationBuilder builder, string name, string configurationKey, bool secret = false) =>
        builder.AddResource(new ParameterResource(
            name,
            () => builder.Configuration[configurationKey] ?? throw new DistributedApplicationException($"The parameter {name} has no value: set {configurationKey}."),
            secret));
}
