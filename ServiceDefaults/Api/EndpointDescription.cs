using System.Net.Mime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Telemetry.ServiceDefaults.Api;

/// <summary>Metadata that the framework lacks. The rest is <c>WithSummary</c>, <c>Accepts</c> and <c>Produces</c>.</summary>
public static class EndpointDescription
{
    /// <summary>It reads these parameters of the query, and answers 400 with the name of a bad one.</summary>
    public static RouteHandlerBuilder WithQuery(this RouteHandlerBuilder endpoint, params QueryParameter[] parameters) =>
        endpoint.WithMetadata([.. parameters]).Refuses(StatusCodes.Status400BadRequest);

    /// <summary>It needs these headers.</summary>
    public static RouteHandlerBuilder WithHeaders(this RouteHandlerBuilder endpoint, params HeaderParameter[] headers) =>
        endpoint.WithMetadata([.. headers]);

    /// <summary>
    /// It refuses with these statuses and a line of text that names the error. <see cref="GatewayResponses"/> adds those of the gateway:
    /// 401, 408, 413, 429 and 503.
    /// </summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, params int[] statuses)
    {
        foreach (var status in statuses)
            endpoint.Produces<string>(status, MediaTypeNames.Text.Plain);
        return endpoint;
    }
}
