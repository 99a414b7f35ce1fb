using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.StaticFiles;
using Telemetry.Dashboard.Settings;
using Telemetry.ServiceDefaults.Access;

namespace Telemetry.Dashboard;

/// <summary>The pages under /dashboard and /privacy, and the public files under /assets; their access, error pages and headers.</summary>
internal static class DashboardPages
{
    // The pipeline re-executes failed requests here.
    private const string ProblemPath = "/dashboard/problem";

    // Pages that PUBLIC_DASHBOARD opens to everybody; the gateway has a route for each.
    private static readonly string[] PublicPages =
        ["/Overview/Index", "/Applications/Details", "/Runs/Index", "/Starts/Index", "/Problems/Problem"];

    public static void AddDashboardPages(this WebApplicationBuilder builder, DashboardSettings settings)
    {
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton<DashboardMetrics>();
        builder.Services.AddRazorPages(options =>
        {
            // The public pages show sums; they request them with the reader's own rights.
            options.Conventions.AddFolderApplicationModelConvention("/", page => page.EndpointMetadata.Add(
                new AuthorizeAttribute(PublicPages.Contains(page.ViewEnginePath) ? AdminAccess.ReaderPolicy : AdminAccess.Policy)));
            // The privacy page is open: it describes the data collected about its readers.
            options.Conventions.AllowAnonymousToPage("/Privacy/Index");
            // The gateway refuses cross-site writes that come with its cookie (Sec-Fetch-Site, Origin), once for all services. A token here
            // would need a cookie and a key ring shared by all replicas, and would protect nothing more.
            options.Conventions.ConfigureFilter(new IgnoreAntiforgeryTokenAttribute());
            options.Conventions.ConfigureFilter(new NoStoreFilter());
            options.Conventions.ConfigureFilter(new MethodNotAllowedFilter());
            options.Conventions.ConfigureFilter(new OpenIncidentsFilter());
        });
        builder.Services.Configure<ForwardedHeadersOptions>(options =>
        {
            // Only the gateway reaches this service. The headers provide its public host and scheme, and nothing else.
            options.ForwardedHeaders = ForwardedHeaders.XForwardedHost | ForwardedHeaders.XForwardedProto;
            options.KnownIPNetworks.Clear();
            options.KnownProxies.Clear();
        });
    }

    public static void MapDashboardPages(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandlingPath = ProblemPath,
            // The problem page logs an unavailable service as one line. Anything else is a bug and is logged with its stack trace.
            SuppressDiagnosticsCallback = context => context.Exception is ServiceUnavailableException,
        });
        app.UseReaderCulture();
        app.UseStatusCodePagesWithReExecute($"{ProblemPath}/{{0}}");
        app.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = SetCacheControl });
        // Explicit and in this order, so that a re-executed request to the problem page is routed and authorized like any other.
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapRazorPages();
    }

    // The layout requests /assets/x?v=hash: changed content has another address. The gateway's login page requests without a hash.
    private static void SetCacheControl(StaticFileResponseContext context) =>
        context.Context.Response.Headers.CacheControl = context.Context.Request.Query.ContainsKey("v")
            ? "public, max-age=31536000, immutable"
            : "public, max-age=300";
}
