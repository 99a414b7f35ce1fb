namespace Telemetry.Aggregation.Upkeep;

/// <summary>What has to be done as time passes.</summary>
internal static class UpkeepRegistration
{
    public static void AddUpkeep(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Partitions>();
        builder.Services.AddSingleton<Absences>();
        builder.Services.AddSingleton<StuckRuns>();
        builder.Services.AddSingleton<Quantiles>();
        builder.Services.AddHostedService<UpkeepService>();
        builder.Services.AddHostedService<QuantilesService>();
    }
}
