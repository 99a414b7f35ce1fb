using Telemetry.Contracts.Reads;

namespace Telemetry.Tests.Dashboard;

/// <summary>Responses of the services about applications and instances. Metrics are JSON texts.</summary>
internal static class Sample
{
    public const string Id = "0b6b2a60-3f0e-4c52-9d4d-5b3a5c0c7e11";
    public const string Slug = "wiki";

    public static readonly DateTimeOffset Now = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private static readonly DateTime Noon = Now.UtcDateTime;

    /// <summary>UTC.</summary>
    public static DateTime Time(string text) => DateTimeOffset.Parse(text).UtcDateTime;

    public static DateOnly Day(string text) => DateOnly.Parse(text);

    public static Overview Overview(long total = 0, long active = 0, params IReadOnlyList<ApplicationOverview> applications) =>
        new() { TotalInstances = total, ActiveInstances = active, Runs = 4_321, Starts = 77, Days = Days(30), Applications = applications };

    public static ApplicationOverview Row(
        string name = "Wiki", string slug = Slug, long active = 3, string version = "1.2.0", long newest = 2,
        IReadOnlyList<long>? over = null) => new()
        {
            Slug = slug,
            Name = name,
            TotalInstances = 1_204,
            ActiveInstances = active,
            LastSeenAt = Noon.AddMinutes(-3),
            NewestVersion = version,
            NewestVersionInstances = newest,
            ActiveOverTime = over ?? [0, 1, 3],
        };

    /// <summary>Instances, versions and platforms of the application on the last three days.</summary>
    public static void AddDays(ServicesStub services, string text = "1.2.0")
    {
        services.Respond(
            $"applications/{Slug}/instances-over-time",
            new InstancesOverTime(Days(3), Active: [4, 4, 5], Quiet: [0, 1, 2], New: [0, 0, 1], Gone: [2, 0, 0]));
        services.Respond(
            $"applications/{Slug}/versions",
            new VersionsOverTime(
                Days(3),
                Active: [4, 4, 5],
                Versions: [new(text, [0, 3, 4]), new("", [4, 1, 0])],
                Others: [0, 0, 1],
                Releases: [new() { Version = text, FirstSeen = Day("2026-05-03"), Instances = 4, DaysToHalf = 0, HighestShare = 80.5 }]));
        services.Respond(
            $"applications/{Slug}/distributions",
            new Distributions(
                5,
                Os: [new(text, 5)],
                Architecture: [new("amd64", 4), new("arm64", 1)],
                DeploymentMode: [new(text, 5)],
                Environment: [new("", 5)]));
    }

    public static TimelineEvent[] Timeline(string text = "1.2.0") =>
    [
        new("returned", Time("2026-05-03T00:00:00Z"), IsDay: true),
        new("quiet", Time("2026-04-20T00:00:00Z"), IsDay: true),
        new("gone", Time("2026-04-19T00:00:00Z"), IsDay: true),
        new("upgraded", Time("2026-04-02T00:00:00Z"), IsDay: true) { From = "", To = text },
        new("approved", Time("2026-04-01T10:00:00Z"), IsDay: false),
        new("revoked", Time("2026-04-01T09:00:00Z"), IsDay: false),
        new("first_seen", Time("2026-01-02T00:00:00Z"), IsDay: true) { To = text },
        new("activated", Time("2026-01-02T03:04:06Z"), IsDay: false),
        new("registered", Time("2026-01-02T03:04:05Z"), IsDay: false),
    ];

    public static Application Application(
        string name = "Wiki", string metrics = "{}", string? github = null, string top = "1.2.0", long active = 3) => new()
    {
        Slug = Slug,
        Name = name,
        Stars = 7,
        CreatedAt = Time("2026-01-02T03:04:05Z"),
        UpdatedAt = Time("2026-01-02T03:04:05Z"),
        GithubUrl = github,
        TotalInstances = 1_204,
        ActiveInstances = active,
        LastSeenAt = Noon.AddMinutes(-3),
        TopVersion = top,
        Metrics = new(metrics),
        Versions = [new(top, active)],
    };

    /// <summary>If a text is given, all texts of the client have it as their value.</summary>
    public static Instance Instance(
        string id = Id, string status = "active", string metrics = "{}", IReadOnlyList<Snapshot>? snapshots = null, string? text = null,
        string seen = "2026-05-04T10:00:00Z") => new()
        {
            InstanceId = Guid.Parse(id),
            AppName = text ?? "Wiki",
            AppSlug = Slug,
            AppVersion = text ?? "1.2.0",
            Environment = text ?? "production",
            Status = status,
            LastSeenAt = Time(seen),
            DeploymentMode = text ?? "docker",
            Metrics = new(metrics),
            OsArch = text ?? "linux/amd64",
            RegisteredAt = Time("2026-01-02T03:04:05Z"),
            Snapshots = snapshots ?? [],
        };

    public static Snapshot Snapshot(string metrics, string timestamp = "2026-05-04T10:00:00Z") =>
        new(Time(timestamp), Time("2026-05-04T10:00:01Z"), new(metrics));

    public static MetricSeries Series(string metrics) =>
        new([.. Days(3).Select(day => day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc))], new(metrics));

    /// <summary>A JSON string.</summary>
    public static string Json(string text) => JsonSerializer.Serialize(text);

    /// <summary>Adds all responses about an application with one instance. If a text is given, it is the value of all texts.</summary>
    public static void AddApplication(ServicesStub services, string metrics, string? text = null)
    {
        var instance = Instance(metrics: metrics, snapshots: [Snapshot(metrics)], text: text);
        var application = Application(text ?? "Wiki", metrics, github: text, top: text ?? "1.2.0");
        services.Respond("overview", Overview(1, 1, Row(text ?? "Wiki", version: text ?? "1.2.0")));
        services.Respond("applications", new[] { application });
        services.Respond($"applications/{Slug}", application);
        services.Respond("instances", new[] { instance });
        services.Respond($"instances/{Id}", instance);
        services.Respond($"instances/{Id}/timeline", Timeline(text ?? "1.2.0"));
        AddDays(services, text ?? "1.2.0");
    }

    private static DateOnly[] Days(int count) =>
        [.. Enumerable.Range(0, count).Reverse().Select(ago => DateOnly.FromDateTime(Noon.AddDays(-ago)))];
}
