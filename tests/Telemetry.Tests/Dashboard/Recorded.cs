using System.Text.Json;

namespace Telemetry.Tests.Dashboard;

/// <summary>Answers of the read API, in the shapes of protocols.md 1.2.</summary>
internal static class Recorded
{
    public const string Id = "0b6b2a60-3f0e-4c52-9d4d-5b3a5c0c7e11";
    public const string Slug = "wiki";

    public static readonly DateTimeOffset Now = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Nothing, if nothing is given.</summary>
    /// <param name="total">Instances of any status.</param>
    /// <param name="active">Active ones.</param>
    /// <param name="applications">Of <see cref="Line"/>.</param>
    public static string Overview(int total = 0, int active = 0, params IEnumerable<string> applications) =>
        $$"""
        {"total_instances":{{total}},"active_instances":{{active}},"runs":4321,"starts":77,
         "days":{{Days(30)}},"applications":[{{string.Join(',', applications)}}]}
        """;

    /// <summary>An application of an overview.</summary>
    public static string Line(string name = "Wiki", string slug = Slug, int active = 3, string version = "1.2.0", string over = "[0,1,3]") =>
        $$"""
        {"slug":"{{slug}}","name":{{Text(name)}},"total_instances":1204,"active_instances":{{active}},"last_seen_at":"2026-05-04T11:57:00Z",
         "newest_version":{{Text(version)}},"newest_version_instances":2,"active_over_time":{{over}}}
        """;

    /// <summary>The days of an application, the last three.</summary>
    public static void SayDays(ServicesBehind services, string text = "1.2.0")
    {
        services.Say($"applications/{Slug}/instances-over-time", $$"""{"days":{{Days(3)}},"active":[4,4,5],"quiet":[0,1,2],"new":[0,0,1],"gone":[2,0,0]}""");
        services.Say(
            $"applications/{Slug}/versions",
            $$"""
            {"days":{{Days(3)}},"active":[4,4,5],"versions":[{"version":{{Text(text)}},"instances":[0,3,4]},{"version":"","instances":[4,1,0]}],"others":[0,0,1],
             "releases":[{"version":{{Text(text)}},"first_seen":"2026-05-03","instances":4,"days_to_half":0,"days_to_nine_tenths":null,"highest_share":80.5}]}
            """);
        services.Say(
            $"applications/{Slug}/distributions",
            $$"""
            {"active_instances":5,"os":[{"value":{{Text(text)}},"count":5}],"architecture":[{"value":"amd64","count":4},{"value":"arm64","count":1}],
             "deployment_mode":[{"value":{{Text(text)}},"count":5}],"environment":[{"value":"","count":5}]}
            """);
    }

    public static string Timeline(string text = "1.2.0") =>
        $$"""
        [{"event":"returned","at":"2026-05-03T00:00:00Z","is_day":true},{"event":"quiet","at":"2026-04-20T00:00:00Z","is_day":true},
         {"event":"gone","at":"2026-04-19T00:00:00Z","is_day":true},{"event":"upgraded","at":"2026-04-02T00:00:00Z","is_day":true,"from":"","to":{{Text(text)}}},
         {"event":"approved","at":"2026-04-01T10:00:00Z","is_day":false},{"event":"revoked","at":"2026-04-01T09:00:00Z","is_day":false},
         {"event":"first_seen","at":"2026-01-02T00:00:00Z","is_day":true,"to":{{Text(text)}}},{"event":"activated","at":"2026-01-02T03:04:06Z","is_day":false},
         {"event":"registered","at":"2026-01-02T03:04:05Z","is_day":false}]
        """;

    public static string Application(
        string name = "Wiki", string metrics = "{}", string versions = "[]", string github = "", string slug = Slug, string top = "1.2.0", int active = 3) =>
        $$"""
        {"id":"6f1c9c1e-7a55-4b7e-8f7f-0d2f5c1f9a01","slug":"{{slug}}","name":{{Text(name)}},"stars":7,"logo_url":"",
         "created_at":"2026-01-02T03:04:05Z","updated_at":"2026-01-02T03:04:05Z","github_url":{{Text(github)}},
         "total_instances":1204,"active_instances":{{active}},"last_seen_at":"2026-05-04T11:57:00Z","top_version":{{Text(top)}},
         "metrics":{{metrics}},"versions":{{versions}}}
        """;

    public static string Instance(
        string id = Id, string status = "active", string metrics = "{}", string snapshots = "[]", string text = "docker",
        string seen = "2026-05-04T10:00:00Z") =>
        $$"""
        {"instance_id":"{{id}}","app_name":{{Text(text == "docker" ? "Wiki" : text)}},"app_slug":"{{Slug}}","app_version":{{Text(text == "docker" ? "1.2.0" : text)}},
         "environment":{{Text(text == "docker" ? "production" : text)}},"status":"{{status}}","last_seen_at":"{{seen}}",
         "deployment_mode":{{Text(text)}},"metrics":{{metrics}},"os_arch":{{Text(text == "docker" ? "linux/amd64" : text)}},
         "registered_at":"2026-01-02T03:04:05Z","snapshots":{{snapshots}}}
        """;

    public static string Snapshot(string metrics, string timestamp = "2026-05-04T10:00:00Z") =>
        $$"""{"timestamp":"{{timestamp}}","received_at":"2026-05-04T10:00:01Z","metrics":{{metrics}}}""";

    public static string Series(string metrics) =>
        $$"""{"timestamps":["2026-05-02T00:00:00Z","2026-05-03T00:00:00Z","2026-05-04T00:00:00Z"],"metrics":{{metrics}}}""";

    private static string Days(int count) => JsonSerializer.Serialize(Enumerable.Range(0, count).Reverse().Select(ago => $"{Now.AddDays(-ago):yyyy-MM-dd}"));

    public static string Text(string text) => JsonSerializer.Serialize(text);
}
