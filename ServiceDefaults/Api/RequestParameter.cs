using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Telemetry.ServiceDefaults.Api;

/// <summary>
/// A parameter in the description of the API. Endpoints that read their parameters by hand, for error texts of their own, declare them
/// here: the framework cannot see them.
/// </summary>
/// <param name="Name">In the address, or of the header.</param>
/// <param name="Description">What it does.</param>
public abstract record RequestParameter(string Name, string Description);

/// <summary>A header that an endpoint needs.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it does.</param>
/// <param name="Pattern">The regular expression that it matches, or null.</param>
public sealed record HeaderParameter(string Name, string Description, string? Pattern = null) : RequestParameter(Name, Description);

/// <summary>A parameter of the query. None is required.</summary>
/// <param name="Name">In the address.</param>
/// <param name="Description">What it does.</param>
/// <param name="Words">What it may be, the default first; null: free.</param>
/// <param name="IsInteger">A whole number; text else.</param>
public sealed record QueryParameter(string Name, string Description, IReadOnlyList<string>? Words = null, bool IsInteger = false)
    : RequestParameter(Name, Description)
{
    /// <summary>The least number that is taken.</summary>
    public int? Min { get; init; }

    /// <summary>The greatest number that is taken.</summary>
    public int? Max { get; init; }

    /// <summary>The number that counts without the parameter.</summary>
    public int? Default { get; init; }

    /// <summary>The most characters that are taken.</summary>
    public int? MaxCharacters { get; init; }

    /// <summary>A whole number within bounds, both included.</summary>
    public static QueryParameter Integer(string name, string description, int fallback, int min, int max) =>
        new(name, description, IsInteger: true) { Default = fallback, Min = min, Max = max };
}

/// <summary>Adds the parameters that endpoints read by hand (<see cref="RequestParameter"/>) to the description.</summary>
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
            Enum = query.Words?.Select(word => (JsonNode)JsonValue.Create(word)).ToList(),
            Default = query.Words is [var first, ..] ? JsonValue.Create(first) : null,
        };
}
