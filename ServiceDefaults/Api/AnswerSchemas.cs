using System.Reflection;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Telemetry.ServiceDefaults.Api;

/// <summary>
/// What the framework does not see of answers: a property is always there unless it is left out for null or has a default, and JSON of the database's has the
/// shape that <see cref="SchemaOfAttribute"/> tells.
/// </summary>
internal sealed class AnswerSchemas : IOpenApiSchemaTransformer
{
    public async Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonPropertyInfo is null && context.JsonTypeInfo.Kind == JsonTypeInfoKind.Object && schema.Properties is { } properties)
        {
            foreach (var property in context.JsonTypeInfo.Properties)
            {
                if (Attribute<SchemaOfAttribute>(property) is { Type: var type })
                    properties[property.Name] = await context.GetOrCreateSchemaAsync(type, null, cancellationToken);
            }

            schema.Required = context.JsonTypeInfo.Properties
                .Where(property => properties.ContainsKey(property.Name) && !MayBeMissing(property))
                .Select(property => property.Name)
                .ToHashSet(StringComparer.Ordinal);
        }
    }

    // The second one: in the body of a request.
    private static bool MayBeMissing(JsonPropertyInfo property) =>
        Attribute<JsonIgnoreAttribute>(property) is { Condition: JsonIgnoreCondition.WhenWritingNull }
        || (property.IsGetNullable && property.AssociatedParameter is { HasDefaultValue: true });

    private static T? Attribute<T>(JsonPropertyInfo property)
        where T : Attribute =>
        property.AttributeProvider?.GetCustomAttributes(typeof(T), inherit: true).OfType<T>().FirstOrDefault()
        ?? (property.AssociatedParameter?.AttributeProvider as ParameterInfo)?.GetCustomAttribute<T>();
}
