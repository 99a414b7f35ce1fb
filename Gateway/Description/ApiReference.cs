using Scalar.AspNetCore;
using Telemetry.ServiceDefaults.Api;

namespace Telemetry.Gateway.Description;

/// <summary>One OpenAPI document per service, and a page that shows all of them.</summary>
internal static class ApiReference
{
    // Their documents are routes in appsettings.json.
    private static readonly string[] Services = ["ingestion", "aggregation", "notifications"];

    /// <summary>Maps the gateway's own document (<c>/openapi/v1.json</c>) and the page (<c>/openapi/</c>).</summary>
    public static void MapApiReference(this WebApplication app)
    {
        app.MapApiDescription();
        app.MapScalarApiReference("/openapi", page =>
        {
            page.Title = "Telemetry API";
            foreach (var service in Services)
                page.AddDocument(service, $"{char.ToUpperInvariant(service[0])}{service[1..]}", $"/openapi/{service}.json");
            page.AddDocument("gateway", "Gateway", ApiDescription.Path);

            // The page loads nothing from other sites, sends nothing to them, and shows no services of its vendor.
            page.WithNonce().DisableDefaultFonts().HideDeveloperTools().DisableAgent().DisableMcp();
            page.Telemetry = false;
            page.HideClientButton = true;
        });
    }
}
