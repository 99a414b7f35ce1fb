using Aspire.Dashboard.Access;
using Aspire.Dashboard.Feed;
using Aspire.Dashboard.Otlp;
using Aspire.Dashboard.Pages;
using Aspire.Dashboard.Storage;

namespace Aspire.Dashboard;

/// <summary>The dashboard as a whole.</summary>
internal static class DashboardApp
{
    // Nothing is lost: all of it is in memory anyway.
    private static readonly TimeSpan s_stopWithin = TimeSpan.FromSeconds(2);

    /// <summary>Adds it; <see cref="MapDashboard"/> is its other half.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="facts">What the engine tells.</param>
    /// <param name="commands">What is asked of the engine.</param>
    public static void AddDashboard(this WebApplicationBuilder builder, TextReader facts, TextWriter commands)
    {
        builder.Services.AddSingleton(DashboardOptions.Read(builder.Configuration));
        builder.Services.AddSingleton(new LogStore());
        builder.Services.AddSingleton(new TraceStore());
        builder.Services.AddSingleton(new MetricStore());
        builder.Services.AddSingleton(new ConsoleStore());
        builder.Services.AddSingleton<ResourceStore>();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new CommandWriter(commands));
        builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<FeedReader>(services, facts));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = s_stopWithin);
        builder.AddPages();

        // A body's limit is the receiver's own; what it refuses is read on, so that the sender gets to see the refusal.
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
        });
    }

    /// <summary>Maps the receiver and the pages. Both addresses answer both: a key protects the one, the login the other.</summary>
    public static void MapDashboard(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<DashboardOptions>();
        foreach (var url in app.Configuration["urls"]?.Split(';') ?? [])
            app.Urls.Add(url);
        if (options.OtlpUrl is { Length: > 0 } otlp)
            app.Urls.Add(otlp);

        app.UseSafeHeaders();
        app.UseLogin(options.Token);
        app.MapGet("/health", () => TypedResults.Ok());
        app.MapReceiver(options.OtlpKey);
        app.MapPages();
    }
}
