using Telemetry.Aggregation.Alerts.Outbox;
using Telemetry.Aggregation.Alerts.Rules;

namespace Telemetry.Aggregation.Alerts;

/// <summary>What watches the rollups and tells Notifications.</summary>
internal static class AlertRegistration
{
    public static void AddAlerts(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<AllRules>();
        builder.Services.AddSingleton<Evaluation>();
        builder.Services.AddSingleton<AlertOutbox>();
        builder.Services.AddHostedService<AlertService>();
        builder.Services.AddHostedService<AlertSender>();
    }
}
