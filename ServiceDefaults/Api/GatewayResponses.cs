using System.Net.Mime;
using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Telemetry.ServiceDefaults.Api;

/// <summary>Adds to an operation its access policy and the problems with which the gateway responds.</summary>
internal sealed class GatewayResponses : IOpenApiOperationTransformer
{
    /// <summary>The security scheme: <c>Authorization: Bearer ADMIN_PASSWORD</c>.</summary>
    public const string Bearer = "bearer";

    private static readonly (string Name, string Description)[] RateHeaders =
    [
        ("X-RateLimit-Limit", "Posts per minute and address"),
        ("X-RateLimit-Remaining", "Posts that are left now"),
        ("X-RateLimit-Reset", "When all are back: seconds since 1970"),
    ];

    private static readonly (string Name, string Description) RetryAfter = ("Retry-After", "Seconds to wait");

    public async Task TransformAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (ApiDescription.IsHealth(context.Description))
            return;

        var policy = context.Description.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>().FirstOrDefault()?.Policy;
        operation.Security = await SecurityAsync(policy, context);

        // The gateway limits the rate of posts that need no credentials.
        var isRead = HttpMethods.IsGet(context.Description.HttpMethod!);
        var isLimited = !isRead && policy is null;
        if (!isRead)
        {
            Add(operation, StatusCodes.Status400BadRequest, "The body is not framed as HTTP says");
            Add(operation, StatusCodes.Status408RequestTimeout, "The body did not arrive in time");
            Add(operation, StatusCodes.Status413PayloadTooLarge, "The body is too large");
        }

        if (policy is not null)
        {
            Add(operation, StatusCodes.Status401Unauthorized, "The admin's password is needed");
            Add(operation, StatusCodes.Status429TooManyRequests, "Too many wrong passwords from this address", RetryAfter);
            if (!isRead)
                Add(operation, StatusCodes.Status403Forbidden, "Sent by a page of another site");
        }

        if (isLimited)
            Add(operation, StatusCodes.Status429TooManyRequests, "Too many posts from this address", RetryAfter);
        Add(
            operation,
            StatusCodes.Status503ServiceUnavailable,
            "A part of the platform is unavailable: the same request may be sent again",
            RetryAfter);

        if (isLimited)
        {
            foreach (var response in operation.Responses!.Values)
                AddHeaders(response, RateHeaders);
        }
    }

    // Empty for a public operation; PUBLIC_DASHBOARD makes the bearer optional.
    private static async Task<List<OpenApiSecurityRequirement>> SecurityAsync(string? policy, OpenApiOperationTransformerContext context)
    {
        if (policy is null)
            return [];

        var bearer = new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [] };
        var authorization = context.ApplicationServices.GetRequiredService<IAuthorizationService>();
        var anonymous = await authorization.AuthorizeAsync(new ClaimsPrincipal(new ClaimsIdentity()), resource: null, policy);
        return anonymous.Succeeded ? [new OpenApiSecurityRequirement(), bearer] : [bearer];
    }

    // The operation may have the same status for its own reasons. The gateway's problems have the operation's format, text or JSON.
    private static void Add(OpenApiOperation operation, int status, string description, params (string Name, string Description)[] headers)
    {
        var responses = operation.Responses ??= [];
        var isJson = responses.TryGetValue($"{StatusCodes.Status400BadRequest}", out var own)
            && own.Content?.ContainsKey(MediaTypeNames.Text.Plain) == false
            && own.Content.ContainsKey(MediaTypeNames.Application.Json);
        if (!responses.TryGetValue($"{status}", out var response))
            responses[$"{status}"] = response = new OpenApiResponse { Description = description };
        if (response is OpenApiResponse concrete)
        {
            concrete.Content ??= new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal);
            if (isJson)
                concrete.Content.TryAdd(MediaTypeNames.Application.Json, own!.Content![MediaTypeNames.Application.Json]);
            else
                concrete.Content.TryAdd(
                    MediaTypeNames.Text.Plain, new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
        }

        AddHeaders(response, headers);
    }

    private static void AddHeaders(IOpenApiResponse response, (string Name, string Description)[] headers)
    {
        if (response is not OpenApiResponse concrete)
            return;

        concrete.Headers ??= new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal);
        foreach (var (name, description) in headers)
        {
            concrete.Headers.TryAdd(
                name, new OpenApiHeader { Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.Integer } });
        }
    }
}
