using System.Text.Json;

namespace Telemetry.Tests.Dashboard;

/// <summary>Answers of the read API, in the shapes of protocols.md 1.2.</summary>
internal static class Recorded
{
    public const string Id = "0b6b2a60-3f0e-4c52-9d4d-5b3a5c0c7e11";
    public const string Slug = "wiki";

    public static readonly DateTimeOffset Now = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    public static string Stats(int total, int active) =>
        $$"""{"total_instances":{{total}},"active_instances":{{active}},"global_metrics":{"users_count":12.5},"per_app_counts":{"Wiki":{{active}} } }""";

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

    public static string Text(string text) => JsonSerializer.Serialize(text);
}
