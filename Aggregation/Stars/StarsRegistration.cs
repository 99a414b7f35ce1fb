namespace Telemetry.Aggregation.Stars;

/// <summary>The stars of applications' repositories.</summary>
internal static class StarsRegistration
{
    public static void AddStars(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(GitHubAddress.Real);
        builder.Services.AddSingleton<GitHubApi>();
        builder.Services.AddSingleton<StarsRefresh>();
        builder.Services.AddSingleton<StarsService>();
        builder.Services.AddHostedService(services => services.GetRequiredService<StarsService>());
    }
}
