using Scalar.AspNetCore;
using Telemetry.ServiceDefaults.Api;

namespace Telemetry.Gateway.Description;

/// <summary>The description of the API: one OpenAPI document per service, and a page that shows them all.</summary>
internal static class ApiReference
{
    // Their documents are routes in appsettings.json.
    private static readonly string[] Services = ["ingestion", "aggregation", "notifications"];

    /// <summary>Maps the gateway's own document at <c>/openapi/v1.json</c>, and the page at <c>/openapi/</c>.</summary>
    public static void MapApiReference(this WebApplication app)
    {
        app.MapApiDescription();
        app.MapScalarApiReference("/openapi", page =>
        {
            page.Title = "Telemetry API";
            foreach (var service in Services)
                page.AddDocument(service, $"{char.ToUpperInvariant(service[0])}{service[1..]}", $"/openapi/{service}.json");
            page.AddDocument("gateway", "Gateway", ApiDescription.Path);

            // Nothing comes from, or goes to, another site.
            page.WithNonce().DisableDefaultFonts();
            page.Telemetry = false;
            page.HideClientButton = true;
        });
    }
}
