using Telemetry.Aggregation.Alerts.Outbox;
using Telemetry.Aggregation.Alerts.Rules;
using Telemetry.ServiceDefaults.Jobs;

namespace Telemetry.Aggregation.Alerts;

/// <summary>Evaluates the rules over the rollups and sends the alerts to Notifications.</summary>
internal static class AlertRegistration
{
    /// <summary>The setting of the time between two evaluations; tests make it shorter.</summary>
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

/// <summary>How the rules are evaluated.</summary>
/// <param name="EvaluationPeriod">From one evaluation to the next.</param>
internal sealed record AlertOptions(TimeSpan EvaluationPeriod)
{
    /// <summary>Another process has evaluated less than this ago: the timers of processes differ.</summary>
    public TimeSpan MinPause { get; } = EvaluationPeriod * 5 / 6;
}
