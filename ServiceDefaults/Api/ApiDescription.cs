using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Telemetry.ServiceDefaults.Api;

/// <summary>
/// The OpenAPI document of a service, which the gateway forwards. Matched pair: <see cref="AddApiDescription"/>,
/// <see cref="MapApiDescription"/>.
/// </summary>
public static class ApiDescription
{
    /// <summary>The address of each service's document, and of the gateway's own.</summary>
    public const string Path = $"/openapi/{Document}.json";

    /// <summary>
    /// The tag of health checks. Only the gateway describes them, since no route leads to the other services' health checks.
    /// </summary>
    public const string HealthTag = "health";

    private const string Document = "v1";

    // Documents change with a deployment only.
    private static readonly TimeSpan CacheLifetime = TimeSpan.FromMinutes(1);

    internal static void AddApiDescription(this IServiceCollection services)
    {
        // Numbers in responses are never strings.
        services.Configure<JsonOptions>(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        services.AddOutputCache();
        services.AddOpenApi(Document, openApi =>
        {
            openApi.ShouldInclude = endpoint => !IsHealth(endpoint);
            openApi.AddDocumentTransformer(Complete);
            openApi.AddOperationTransformer<ParameterTransformer>();
            openApi.AddOperationTransformer<GatewayResponses>();
            openApi.AddSchemaTransformer<ResponseSchemas>();

            // Records nested in two endpoints may have the same name.
            openApi.CreateSchemaReferenceId = json => OpenApiOptions.CreateDefaultSchemaReferenceId(json) is { } name
                ? $"{json.Type.DeclaringType?.Name}{name}"
                : null;
        });
    }

    /// <summary>The document is generated once per minute, so that a flood of requests costs nothing.</summary>
    public static void MapApiDescription(this WebApplication app)
    {
        app.UseOutputCache();
        app.MapOpenApi("/openapi/{documentName}.json").CacheOutput(policy => policy.Expire(CacheLifetime));
    }

    /// <summary>Describes health checks as well.</summary>
    public static void DescribeHealth(this IServiceCollection services) =>
        services.Configure<OpenApiOptions>(Document, openApi => openApi.ShouldInclude = _ => true);

    internal static bool IsHealth(Microsoft.AspNetCore.Mvc.ApiExplorer.ApiDescription description) =>
        description.ActionDescriptor.EndpointMetadata.OfType<ITagsMetadata>().Any(tags => tags.Tags.Contains(HealthTag));

    private static Task Complete(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        // The framework adds the service's own address, which clients cannot reach.
        document.Servers = null;
        document.Info.Title = "Telemetry";
        document.Info.Description = "Times are RFC 3339 in UTC. Errors are one line of text that names the error, unless stated otherwise.";
        document.AddComponent(
            GatewayResponses.Bearer,
            new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "ADMIN_PASSWORD" });
        return Task.CompletedTask;
    }
}
