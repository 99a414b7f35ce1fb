using Microsoft.AspNetCore.Mvc;

namespace Aspire.Dashboard.Pages;

/// <summary>The pages, and the files that they use.</summary>
internal static class PagesSetup
{
    /// <summary>Adds them; <see cref="MapPages"/> is its other half.</summary>
    public static void AddPages(this WebApplicationBuilder builder) =>
        // Access/Login.cs refuses what another origin posts; a token in each form would make every copy of a page another one.
        builder.Services.AddRazorPages(options => options.Conventions.ConfigureFilter(new IgnoreAntiforgeryTokenAttribute()));

    /// <summary>Maps them.</summary>
    public static void MapPages(this WebApplication app)
    {
        app.UseStaticFiles(new StaticFileOptions
        {
            // The layout asks for /assets/x?v=hash: another content has another address.
            OnPrepareResponse = file => file.Context.Response.Headers.CacheControl =
                file.Context.Request.Query.ContainsKey("v") ? "public, max-age=31536000, immutable" : "no-cache",
        });
        app.MapRazorPages();
    }
}
