namespace Telemetry.ServiceDefaults.Api;

/// <summary>What a property holds whose type does not say it, such as JSON that the database has made.</summary>
/// <param name="type">A type with the same JSON.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class SchemaOfAttribute(Type type) : Attribute
{
    /// <summary>A type with the same JSON.</summary>
    public Type Type { get; } = type;
}
