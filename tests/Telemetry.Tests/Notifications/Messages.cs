namespace Telemetry.Tests.Notifications;

/// <summary>Messages that Aggregation publishes.</summary>
public static class Messages
{
    public static readonly DateTimeOffset At = new(2026, 5, 4, 12, 30, 0, TimeSpan.Zero);

    /// <summary>Opened incidents, one for each subject.</summary>
    public static IncidentsChanged Opened(params string[] subjects) => Changed([.. subjects.Select(subject => Step(subject))]);

    /// <summary>The incident steps of one evaluation.</summary>
    public static IncidentsChanged Changed(params IncidentStep[] steps) => new() { Id = Guid.NewGuid(), At = At, Steps = steps };

    public static IncidentStep Step(string subject, IncidentStepKind kind = IncidentStepKind.Opened, double percent = 34) => new()
    {
        IncidentId = Guid.NewGuid(),
        Kind = kind,
        Rule = "script_failure_rate",
        Subject = subject,
        Reason = FormattableString.Invariant($"{percent:0.0} % of 120 finished runs failed in the last 24 hours (threshold 20 %)"),
        Value = percent,
        Threshold = 20,
        OpenedAt = At.AddMinutes(-1),
    };

    /// <summary>The sums of a week and of the week before.</summary>
    public static WeekSummed Week() => new()
    {
        Id = Guid.NewGuid(),
        From = new DateOnly(2026, 4, 27),
        Runs = new(1200, 1000, 150, 50),
        RunsBefore = new(1000, 900, 80, 20),
        Starts = 340,
        StartsBefore = 400,
        ActiveInstances = 57,
        ActiveInstancesBefore = 57,
        TopScripts = [new("debian", new(400, 380, 15, 5)), new("homeassistant", new(200, 120, 70, 10))],
        WorstScripts = [new("homeassistant", new(200, 120, 70, 10))],
        NewVersions = [new("paste", "2.1.0", 12, 40)],
    };

    public static TestAlertRequested Test() => new() { Id = Guid.NewGuid(), At = At };
}
