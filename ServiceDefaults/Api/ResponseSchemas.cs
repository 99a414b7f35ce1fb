using System.Reflection;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Telemetry.Contracts.Reads;

namespace Telemetry.ServiceDefaults.Api;

/// <summary>
/// Completes the framework's schemas: a property is required unless it is omitted for null or has a default. JSON that the database has
/// built has the schema of its type.
/// </summary>
internal sealed class ResponseSchemas : IOpenApiSchemaTransformer
{
    public async Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonPropertyInfo is null && context.JsonTypeInfo.Kind == JsonTypeInfoKind.Object && schema.Properties is { } properties)
        {
            foreach (var property in context.JsonTypeInfo.Properties)
            {
                if (property.PropertyType is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(RawJson<>))
                    properties[property.Name] = await context.GetOrCreateSchemaAsync(
                        type.GetGenericArguments()[0], null, cancellationToken);
            }

            schema.Required = context.JsonTypeInfo.Properties
                .Where(property => properties.ContainsKey(property.Name) && !MayBeMissing(property))
                .Select(property => property.Name)
                .ToHashSet(StringComparer.Ordinal);
        }
    }

    // The second condition is for bodies of requests.
    private static bool MayBeMissing(JsonPropertyInfo property) =>
        Attribute<JsonIgnoreAttribute>(property) is { Condition: JsonIgnoreCondition.WhenWritingNull }
        || (property.IsGetNullable && property.AssociatedParameter is { HasDefaultValue: true });

    private static T? Attribute<T>(JsonPropertyInfo property)
        where T : Attribute =>
        property.AttributeProvider?.GetCustomAttributes(typeof(T), inherit: true).OfType<T>().FirstOrDefault()
        ?? (property.AssociatedParameter?.AttributeProvider as ParameterInfo)?.GetCustomAttribute<T>();
}
