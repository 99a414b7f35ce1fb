namespace Telemetry.Aggregation.Reads;

/// <summary>A query parameter as the description of the API shows it: endpoints read theirs by <see cref="Query"/>, which no framework can see.</summary>
/// <param name="Name">In the address.</param>
/// <param name="Description">What it does, its bounds and its default.</param>
/// <param name="Words">What it may be, the default first; empty: free.</param>
/// <param name="IsInteger">A whole number; text else.</param>
internal sealed record QueryParameter(string Name, string Description, IReadOnlyList<string>? Words = null, bool IsInteger = false);

/// <summary>Says which parameters an endpoint reads.</summary>
internal static class QueryParameters
{
    /// <summary>It reads these, and answers 400 with the name of a bad one.</summary>
    public static RouteHandlerBuilder WithQuery(this RouteHandlerBuilder endpoint, params QueryParameter[] parameters)
    {
        endpoint.WithMetadata([.. parameters]);
        if (parameters.Length > 0)
            endpoint.Produces<string>(StatusCodes.Status400BadRequest, "text/plain");
        return endpoint;
    }
}
