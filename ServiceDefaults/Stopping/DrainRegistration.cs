using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Telemetry.ServiceDefaults.Settings;

namespace Telemetry.ServiceDefaults.Stopping;

/// <summary>Adds <see cref="Drain"/>.</summary>
internal static class DrainRegistration
{
    public static void AddDrain(this WebApplicationBuilder builder)
    {
        builder.AddSettings<DrainSettings>();
        builder.Services.AddSingleton<Drain>();
        builder.Services.AddSingleton<IHostedService>(services => services.GetRequiredService<Drain>());
        builder.Services.AddSingleton<IStartupFilter>(services => services.GetRequiredService<Drain>());
        builder.Services.AddHealthChecks().AddCheck<Drain>(Drain.Check, tags: [Defaults.Ready]);
    }
}
