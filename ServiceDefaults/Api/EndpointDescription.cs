using System.Net.Mime;

namespace Telemetry.ServiceDefaults.Api;

/// <summary>Metadata that the framework lacks; <c>WithSummary</c>, <c>Accepts</c> and <c>Produces</c> are its own.</summary>
public static class EndpointDescription
{
    /// <summary>Describes parameters of the query that the endpoint reads by hand.</summary>
    public static RouteHandlerBuilder WithQuery(this RouteHandlerBuilder endpoint, params QueryParameter[] parameters) =>
        endpoint.WithMetadata([.. parameters]).Refuses(StatusCodes.Status400BadRequest);

    /// <summary>Describes required headers.</summary>
    public static RouteHandlerBuilder WithHeaders(this RouteHandlerBuilder endpoint, params HeaderParameter[] headers) =>
        endpoint.WithMetadata([.. headers]);

    /// <summary>
    /// Describes statuses that the endpoint sends with a line of text naming the error. <see cref="GatewayResponses"/> adds the gateway's:
    /// 401, 408, 413, 429 and 503.
    /// </summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, params int[] statuses)
    {
        foreach (var status in statuses)
            endpoint.Produces<string>(status, MediaTypeNames.Text.Plain);
        return endpoint;
    }
}
