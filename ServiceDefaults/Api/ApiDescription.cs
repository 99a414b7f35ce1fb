using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;

namespace Telemetry.ServiceDefaults.Api;

/// <summary>
/// A service's own part of the description of the API, for the gateway, which makes one of all parts. Matched pair:
/// <see cref="AddApiDescription"/>, <see cref="MapApiDescription"/>.
/// </summary>
public static class ApiDescription
{
    /// <summary>The document's name.</summary>
    public const string Document = "v1";

    /// <summary>Where a service serves it.</summary>
    public const string Path = $"/openapi/{Document}.json";

    internal static void AddApiDescription(this IServiceCollection services)
    {
        // As answers are written; numbers are numbers and never strings.
        services.Configure<JsonOptions>(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        services.AddOpenApi(Document, openApi =>
        {
            openApi.AddOperationTransformer<DescribedParameters>();
            openApi.AddSchemaTransformer<AnswerSchemas>();

            // Parts of two answers may have one name.
            openApi.CreateSchemaReferenceId = json => OpenApiOptions.CreateDefaultSchemaReferenceId(json) is { } name
                ? $"{json.Type.DeclaringType?.Name}{name}"
                : null;
        });
    }

    /// <summary>Serves it.</summary>
    public static void MapApiDescription(this WebApplication app) => app.MapOpenApi("/openapi/{documentName}.json");
}
