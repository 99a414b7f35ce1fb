using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Telemetry.ServiceDefaults.Api;

/// <summary>
/// A parameter in the description of the API. Endpoints that read parameters by hand, for their own error texts, declare them here: the
/// framework cannot see them.
/// </summary>
public abstract record RequestParameter(string Name, string Description);

/// <summary>A required header; the pattern is a regular expression.</summary>
public sealed record HeaderParameter(string Name, string Description, string? Pattern = null) : RequestParameter(Name, Description);

/// <summary>An optional parameter of the query. The first of the allowed words is the default; null allows any text.</summary>
public sealed record QueryParameter(string Name, string Description, IReadOnlyList<string>? AllowedValues = null, bool IsInteger = false)
    : RequestParameter(Name, Description)
{
    /// <summary>The smallest accepted number.</summary>
    public int? Min { get; init; }

    /// <summary>The largest accepted number.</summary>
    public int? Max { get; init; }

    /// <summary>The value without the parameter.</summary>
    public int? Default { get; init; }

    /// <summary>The maximal length of the text.</summary>
    public int? MaxCharacters { get; init; }

    /// <summary>An integer within inclusive bounds.</summary>
    public static QueryParameter Integer(string name, string description, int fallback, int min, int max) =>
        new(name, description, IsInteger: true) { Default = fallback, Min = min, Max = max };
}

internal sealed class ParameterTransformer : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var parameter in context.Description.ActionDescriptor.EndpointMetadata.OfType<RequestParameter>())
            (operation.Parameters ??= []).Add(Describe(parameter));
        return Task.CompletedTask;
    }

    private static OpenApiParameter Describe(RequestParameter parameter) => parameter switch
    {
        QueryParameter query => new()
        {
            Name = query.Name,
            In = ParameterLocation.Query,
            Description = query.Description,
            Schema = SchemaOf(query),
        },
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
            Minimum = query.Min?.ToString(CultureInfo.InvariantCulture),
            Maximum = query.Max?.ToString(CultureInfo.InvariantCulture),
            Default = query.Default is { } number ? JsonValue.Create(number) : null,
        }
        : new()
        {
            Type = JsonSchemaType.String,
            MaxLength = query.MaxCharacters,
            Enum = query.AllowedValues?.Select(value => (JsonNode)JsonValue.Create(value)).ToList(),
            Default = query.AllowedValues is [var first, ..] ? JsonValue.Create(first) : null,
        };
}
