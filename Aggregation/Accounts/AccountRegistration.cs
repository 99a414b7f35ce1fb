using Telemetry.ServiceDefaults.Jobs;

namespace Telemetry.Aggregation.Accounts;

internal static class AccountRegistration
{
    public static void AddAccounts(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<AccountMetrics>();
        builder.Services.AddPeriodicJob<AccountReader>(TimeSpan.FromSeconds(5), runsAtStart: false);
    }
}
