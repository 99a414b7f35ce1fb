namespace Telemetry.Fleet.Simulation;

/// <summary>The name is the key in the snapshot; typical is the value of an average installation after a month.</summary>
internal sealed record MetricModel(string Name, double Typical, int Decimals = 0);

/// <summary>Age is the time since the version came out.</summary>
internal sealed record Release(string Version, TimeSpan Age);

/// <summary>A self-hosted application with its business metrics and its releases, oldest first.</summary>
internal sealed record ApplicationModel(string Name, IReadOnlyList<MetricModel> Metrics, IReadOnlyList<Release> Releases)
{
    private static readonly IReadOnlyList<(string Name, MetricModel[] Metrics)> Known =
    [
        ("Harbour Notes", [new("users_count", 40), new("notes_count", 2_600), new("attachments_gb", 12.4, 2), new("shares_count", 90)]),
        ("Status Board",
            [new("monitors_count", 35), new("checks_per_minute", 70), new("incidents_count", 6), new("subscribers_count", 240)]),
        ("Mailroom", [new("mailboxes_count", 55), new("messages_per_day", 3_200), new("spam_ratio", 0.31, 3), new("queue_length", 14)]),
        ("Rack Inventory", [new("devices_count", 410), new("sites_count", 4), new("imports_count", 28)]),
        ("Photo Shelf", [new("photos_count", 18_500), new("albums_count", 130), new("library_gb", 96.5, 1), new("users_count", 5)]),
    ];

    /// <summary>After the known applications the names are numbered.</summary>
    public static IReadOnlyList<ApplicationModel> Make(int count, Random random) =>
        [.. Enumerable.Range(0, count).Select(i =>
        {
            var (name, metrics) = Known[i % Known.Count];
            return new ApplicationModel(i < Known.Count ? name : $"{name} {(i / Known.Count) + 1}", metrics, MakeReleases(random));
        })];

    // The newest of four releases is some days old, so that a month of history shows two or three roll-outs.
    private static IReadOnlyList<Release> MakeReleases(Random random)
    {
        var major = random.Next(1, 5);
        var minor = random.Next(0, 9);
        return
        [
            new($"{major}.{minor}.0", TimeSpan.FromDays(400)),
            new($"{major}.{minor}.1", TimeSpan.FromDays(random.Next(21, 27))),
            new($"{major}.{minor + 1}.0", TimeSpan.FromDays(random.Next(10, 16))),
            new($"{major}.{minor + 1}.1", TimeSpan.FromDays(random.Next(2, 6))),
        ];
    }
}
