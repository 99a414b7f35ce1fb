using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Telemetry.Aggregation.Reads.Public;

/// <summary>
/// What everybody may know of a count: whether there is anything, and how much from <see cref="Least"/> on. Fewer could be one person, so the
/// number goes, and with it what is computed from it. 0 is told: nothing is nobody. A number that has no place in the tables below counts
/// something, so that a new field can tell too little and never too much.
/// </summary>
public static class SmallCounts
{
    /// <summary>The least that is told.</summary>
    public const int Least = 5;

    // What is no count of reports or of those who send them.
    private static readonly FrozenSet<string> Plain =
        ["days_old", "exit_code", "stuck_after_hours", "page", "limit", "total_pages", "total_scripts", "stars", "days_to_half", "days_to_nine_tenths"];

    // Their names are clients' words, which say nothing.
    private static readonly FrozenSet<string> OfClients = ["metrics", "global_metrics", "per_app_counts"];

    // What is computed from counts beside it, any of which may be there.
    private static readonly FrozenDictionary<string, string[]> Computed = new Dictionary<string, string[]>
    {
        ["success_rate"] = ["success", "failed", "success_count", "failed_count"],
        ["failure_rate"] = ["failed_count", "total_count"],
        ["overall_fail_rate"] = ["total_errors"],
        ["percentage"] = ["count"],
        ["highest_share"] = ["instances"],
        ["first_seen"] = ["instances"],
        ["avg_install_duration"] = ["success_count"],
        ["installs_per_day"] = ["total"],
        ["avg_cores"] = ["runs"],
        ["avg_ram_mb"] = ["runs"],
        ["avg_disk_gb"] = ["runs"],
        ["avg_startup_time_ms"] = ["starts", "total_deployments"],
        ["p95_startup_time_ms"] = ["starts", "total_deployments"],
        ["top_exit_code"] = ["failed_count", "aborted_count"],
        ["top_category"] = ["failed_count", "aborted_count"],
        ["last_seen_at"] = ["total_instances", "active_instances"],
        ["newest_version"] = ["newest_version_instances", "total_instances", "active_instances"],
        ["top_version"] = ["total_instances", "active_instances"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>JSON without them: null stands for a number from 1 to 4.</summary>
    public static byte[] HideInJson(byte[] json)
    {
        if (JsonNode.Parse(json) is not { } answer)
            return json;

        Hide(answer);
        return JsonSerializer.SerializeToUtf8Bytes(answer);
    }

    /// <summary>An exposition for Prometheus without their samples.</summary>
    public static byte[] HideInExposition(byte[] exposition)
    {
        var lines = Encoding.UTF8.GetString(exposition).Split('\n');
        var hasFew = lines.Any(IsFew);
        return Encoding.UTF8.GetBytes(string.Join('\n', lines.Where(line => !IsFew(line) && !(hasFew && line.Contains("_rate ", StringComparison.Ordinal) && line[0] != '#'))));
    }

    private static void Hide(JsonNode? node, bool isOfClients = false)
    {
        if (node is JsonArray elements)
        {
            for (var i = 0; i < elements.Count; i++)
            {
                if (IsFew(elements[i]))
                    elements[i] = null;
                Hide(elements[i], isOfClients);
            }
        }
        else if (node is JsonObject members)
        {
            foreach (var name in members.Select(member => member.Key).ToArray())
            {
                if (!isOfClients && Plain.Contains(name))
                    continue;
                if (!isOfClients && Computed.TryGetValue(name, out var counts) ? counts.Any(count => IsHidden(members, count)) : IsFew(members[name]))
                    members[name] = null;
                Hide(members[name], isOfClients || OfClients.Contains(name));
            }
        }
    }

    // By now or soon.
    private static bool IsHidden(JsonObject members, string name) =>
        members.TryGetPropertyValue(name, out var count) && (count is null || IsFew(count));

    private static bool IsFew(JsonNode? node) =>
        node?.GetValueKind() is JsonValueKind.Number && node.AsValue().TryGetValue<decimal>(out var number) && IsFew(number);

    private static bool IsFew(string line) =>
        !line.StartsWith('#') && decimal.TryParse(line[(line.LastIndexOf(' ') + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && IsFew(number);

    private static bool IsFew(decimal number) => number is > 0 and < Least && decimal.IsInteger(number);
}
