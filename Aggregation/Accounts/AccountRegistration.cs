namespace Telemetry.Aggregation.Accounts;

/// <summary>The account of all reports, as metrics.</summary>
internal static class AccountRegistration
{
    public static void AddAccounts(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<AccountMetrics>();
        builder.Services.AddHostedService<AccountReader>();
    }
}
