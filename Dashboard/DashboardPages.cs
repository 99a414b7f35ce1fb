using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.StaticFiles;
using Telemetry.Dashboard.Api;
using Telemetry.Dashboard.Display;
using Telemetry.Dashboard.Settings;
using Telemetry.ServiceDefaults.Access;

namespace Telemetry.Dashboard;

/// <summary>The pages under /dashboard and what they share: access, error pages, headers, and the public files under /assets; /privacy.</summary>
public static class DashboardPages
{
    /// <summary>Where failures are shown; the pipeline goes there by itself.</summary>
    public const string ProblemPath = "/dashboard/problem";

    // Pages that PUBLIC_DASHBOARD opens to everybody; the gateway has a route for each.
    private static readonly string[] OpenPages = ["/Overview/Index", "/Applications/Details", "/Runs/Index", "/Starts/Index", "/Problems/Problem"];

    /// <summary>Adds the pages; <see cref="MapDashboardPages"/> is its other half.</summary>
    public static void AddDashboardPages(this WebApplicationBuilder builder, DashboardSettings settings)
    {
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton<DashboardMetrics>();
        builder.Services.AddRazorPages(options =>
        {
            // All but a few are the admin's; these show sums, and ask for them as whoever looks.
            options.Conventions.AddFolderApplicationModelConvention("/", page => page.EndpointMetadata.Add(
                new AuthorizeAttribute(OpenPages.Contains(page.ViewEnginePath) ? AdminAccess.ReaderPolicy : AdminAccess.Policy)));
            // Whoever is asked for data may read what is done with it.
            options.Conventions.AllowAnonymousToPage("/Privacy/Index");
            // The gateway refuses cross-site writes that come with its cookie (Sec-Fetch-Site, Origin), once for all services. A token here
            // would need a cookie and a key ring shared by all replicas, and would protect nothing more.
            options.Conventions.ConfigureFilter(new IgnoreAntiforgeryTokenAttribute());
            options.Conventions.ConfigureFilter(new NeverStored());
            options.Conventions.ConfigureFilter(new OnlyHandledMethods());
            options.Conventions.ConfigureFilter(new AsksForIncidents());
        });
        builder.Services.Configure<ForwardedHeadersOptions>(options =>
        {
            // Only the gateway reaches this service, and the address of the gateway is all that is taken from these.
            options.ForwardedHeaders = ForwardedHeaders.XForwardedHost | ForwardedHeaders.XForwardedProto;
            options.KnownIPNetworks.Clear();
            options.KnownProxies.Clear();
        });
    }

    /// <summary>Maps the pages and the files under /assets.</summary>
    public static void MapDashboardPages(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandlingPath = ProblemPath,
            // The problem page logs this one itself, as a line; anything else is a fault of ours and is logged with its stack trace.
            SuppressDiagnosticsCallback = context => context.Exception is ServiceUnavailableException,
        });
        app.UseReaderCulture();
        app.UseStatusCodePagesWithReExecute($"{ProblemPath}/{{0}}");
        app.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = KeepVersioned });
        // Written out, in this order, so that the problem page is routed and authorized like every other one when the pipeline goes there.
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapRazorPages();
    }

    // The layout asks for /assets/x?v=hash: another content has another address. The gateway's login page asks without a hash.
    private static void KeepVersioned(StaticFileResponseContext context) =>
        context.Context.Response.Headers.CacheControl = context.Context.Request.Query.ContainsKey("v")
            ? "public, max-age=31536000, immutable"
            : "public, max-age=300";
}
