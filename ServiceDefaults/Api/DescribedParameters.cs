using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Telemetry.ServiceDefaults.Api;

/// <summary>Puts the parameters that endpoints read by hand (<see cref="RequestParameter"/>) into the description.</summary>
internal sealed class DescribedParameters : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var parameter in context.Description.ActionDescriptor.EndpointMetadata.OfType<RequestParameter>())
            (operation.Parameters ??= []).Add(Describe(parameter));
        return Task.CompletedTask;
    }

    private static OpenApiParameter Describe(RequestParameter parameter) => parameter switch
    {
        QueryParameter query => new() { Name = query.Name, In = ParameterLocation.Query, Description = query.Description, Schema = SchemaOf(query) },
        HeaderParameter header => new()
        {
            Name = header.Name,
            In = ParameterLocation.Header,
            Required = true,
            Description = header.Description,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = header.Pattern },
        },
        _ => throw new ArgumentOutOfRangeException(nameof(parameter)),
    };

    private static OpenApiSchema SchemaOf(QueryParameter query) => query.IsInteger
        ? new()
        {
            Type = JsonSchemaType.Integer,
            Format = "int32",
            Minimum = query.Least?.ToString(CultureInfo.InvariantCulture),
            Maximum = query.Most?.ToString(CultureInfo.InvariantCulture),
            Default = query.Fallback is { } number ? JsonValue.Create(number) : null,
        }
        : new()
        {
            Type = JsonSchemaType.String,
            MaxLength = query.MostCharacters,
            Enum = query.Words?.Select(word => (JsonNode)JsonValue.Create(word)).ToList(),
            Default = query.Words is [var first, ..] ? JsonValue.Create(first) : null,
        };
}
