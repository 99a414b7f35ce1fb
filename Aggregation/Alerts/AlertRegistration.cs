using Telemetry.Aggregation.Alerts.Outbox;
using Telemetry.Aggregation.Alerts.Rules;
using Telemetry.ServiceDefaults.Jobs;

namespace Telemetry.Aggregation.Alerts;

internal static class AlertRegistration
{
    public const string EvaluationPeriod = "Alerts:EvaluationPeriod";

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public static void AddAlerts(this WebApplicationBuilder builder)
    {
        var period = builder.Configuration.GetValue(EvaluationPeriod, Minute);
        builder.Services.AddSingleton(new AlertOptions(period));
        builder.Services.AddSingleton<AlertRuleStore>();
        builder.Services.AddSingleton<AlertOutbox>();
        builder.Services.AddPeriodicJob<AlertEvaluation>(period, runsAtStart: false);
        builder.Services.AddHostedService<AlertSender>();
    }
}

internal sealed record AlertOptions(TimeSpan EvaluationPeriod)
{
    /// <summary>The timers of processes differ: one that comes sooner after another process's evaluation skips its turn.</summary>
    public TimeSpan MinPause { get; } = EvaluationPeriod * 5 / 6;
}
