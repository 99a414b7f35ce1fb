using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Telemetry.Ingestion.Json;
using Telemetry.Ingestion.Queue;
using Telemetry.Ingestion.Runs;

namespace Telemetry.Tests.Ingestion;

/// <summary>The table of docs/protocols.md, 2.1: each rule at its limit and just beyond it.</summary>
public sealed class RunParserTests
{
    private const string Missing = "is missing";

    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>Field, limit, property of the message.</summary>
    public static TheoryData<string, int, string> Texts => new()
    {
        { "random_id", 64, nameof(RunReported.RandomId) },
        { "execution_id", 64, nameof(RunReported.ExecutionId) },
        { "nsapp", 64, nameof(RunReported.Script) },
        { "os_type", 32, nameof(RunReported.OsType) },
        { "os_version", 32, nameof(RunReported.OsVersion) },
        { "pve_version", 32, nameof(RunReported.PveVersion) },
        { "method", 32, nameof(RunReported.Method) },
        { "gpu_vendor", 16, nameof(RunReported.GpuVendor) },
        { "gpu_passthrough", 16, nameof(RunReported.GpuPassthrough) },
        { "cpu_vendor", 16, nameof(RunReported.CpuVendor) },
        { "gpu_model", 64, nameof(RunReported.GpuModel) },
        { "cpu_model", 64, nameof(RunReported.CpuModel) },
        { "ram_speed", 16, nameof(RunReported.RamSpeed) },
        { "repo_slug", 128, nameof(RunReported.RepoSlug) },
        { "arch", 32, nameof(RunReported.Architecture) },
        { "platform", 64, nameof(RunReported.Platform) },
        { "error", 131_072, nameof(RunReported.Error) },
    };

    /// <summary>Field, maximum, property of the message.</summary>
    public static TheoryData<string, int, string> Numbers => new()
    {
        { "ct_type", 2, nameof(RunReported.ContainerType) },
        { "disk_size", 100_000, nameof(RunReported.DiskSize) },
        { "core_count", 256, nameof(RunReported.CoreCount) },
        { "ram_size", 1_048_576, nameof(RunReported.RamSize) },
        { "exit_code", 255, nameof(RunReported.ExitCode) },
        { "install_duration", 86_400, nameof(RunReported.InstallDuration) },
    };

    /// <summary>Field, JSON as sent, value as published.</summary>
    public static TheoryData<string, string, object?> Values => new()
    {
        { "random_id", "12345", "12345" },
        { "random_id", "\" a \"", "a" },
        { "random_id", "\"x\\u0000y\\ud800z\"", "xy\ufffdz" },
        { "execution_id", "\"\"", "session" },
        { "execution_id", "null", "session" },
        { "execution_id", "\"-\"", "-" },
        { "type", "\"lxc\"", "lxc" },
        { "type", "\"vm\"", "vm" },
        { "type", "\"turnkey\"", "turnkey" },
        { "type", "\"pve\"", "pve" },
        { "type", "\"addon\"", "addon" },
        { "type", "\"tool\"", "tool" },
        { "nsapp", "\"home\\nassistant\\t\\u001b[1m2\\u0007\"", "home assistant 2" },
        { "nsapp", "\"none\"", "none" },
        { "status", "\"installing\"", "installing" },
        { "status", "\"validation\"", "validation" },
        { "status", "\"configuring\"", "configuring" },
        { "status", "\"success\"", "success" },
        { "status", "\"failed\"", "failed" },
        { "status", "\"aborted\"", "aborted" },
        { "status", "\"unknown\"", "unknown" },
        { "status", "\"sucess\"", "success" },
        { "status", "\"done\"", "success" },
        { "status", "\"exploded\"", "unknown" },
        { "status", "7", "unknown" },
        { "os_type", "\"-\"", "" },
        { "os_type", "\"none\"", "" },
        { "os_type", "\"plan9\"", "plan9" },
        { "os_version", "12", "12" },
        { "os_version", "24.10", "24.10" },
        { "os_version", "\"none\"", "" },
        { "pve_version", "\"8.4.1\"", "8.4.1" },
        { "pve_version", "\"-\"", "" },
        { "method", "\"None\"", "" },
        { "method", "[]", "" },
        { "method", "true", "true" },
        { "gpu_vendor", "\"none\"", "none" },
        { "error", "\"a\\r\\nb\\tc\\u001b[31;1md\\u001b[0m\\u0008\\u0000\"", "a\nb\tcd" },
        { "error", "\"no route to 10.0.0.5, node 18.17.1\"", "no route to <ip>, node 18.17.1" },
        { "error", "\"\\u001b[31m10.0.0.5\\u001b[0m\"", "<ip>" },
        { "error", "null", "" },
        { "error", "{}", "" },
        { "error_category", "\"network\"", "network" },
        { "error_category", "\"storage\"", "storage" },
        { "error_category", "\"dependency\"", "dependency" },
        { "error_category", "\"permission\"", "permission" },
        { "error_category", "\"timeout\"", "timeout" },
        { "error_category", "\"config\"", "config" },
        { "error_category", "\"resource\"", "resource" },
        { "error_category", "\"unknown\"", "unknown" },
        { "error_category", "\"user_aborted\"", "user_aborted" },
        { "error_category", "\"apt\"", "apt" },
        { "error_category", "\"command_not_found\"", "command_not_found" },
        { "error_category", "\"service\"", "service" },
        { "error_category", "\"database\"", "database" },
        { "error_category", "\"signal\"", "signal" },
        { "error_category", "\"proxmox\"", "proxmox" },
        { "error_category", "\"shell\"", "shell" },
        { "error_category", "\"build\"", "build" },
        { "error_category", "\"preflight\"", "preflight" },
        { "error_category", "\"runtime\"", "runtime" },
        { "error_category", "\"cosmic rays\"", "unknown" },
        { "error_category", "\"\"", "" },
        { "repo_source", "\"ProxmoxVE\"", "ProxmoxVE" },
        { "repo_source", "\"ProxmoxVED\"", "ProxmoxVED" },
        { "repo_source", "\"external\"", "external" },
        { "repo_source", "\"fork\"", "external" },
        { "repo_source", "\"\"", "" },
        { "has_arm", "true", true },
        { "has_arm", "false", false },
        { "has_arm", "\"true\"", true },
        { "has_arm", "\"false\"", false },
        { "has_arm", "1", true },
        { "has_arm", "\"0\"", false },
        { "has_arm", "\"\"", null },
        { "has_arm", "null", null },
        { "has_arm", "\"perhaps\"", null },
        { "disk_size", "\"32G\"", 32 },
        { "disk_size", "\"32 GB\"", 32 },
        { "disk_size", "\" 007 \"", 7 },
        { "disk_size", "32.0", 32 },
        { "disk_size", "3.2e1", 32 },
        { "ram_size", "\"2048 MB\"", 2048 },
        { "ram_size", "\"2048MiB\"", 2048 },
        { "ram_size", "-0", 0 },
        { "install_duration", "\"90s\"", 90 },
        { "exit_code", "\"\"", null },
        { "exit_code", "\" \"", null },
        { "exit_code", "null", null },
    };

    /// <summary>Field, JSON as sent, error.</summary>
    public static TheoryData<string, string?, string> Errors => new()
    {
        { "random_id", null, Missing },
        { "random_id", "null", Missing },
        { "random_id", "\"\"", Missing },
        { "random_id", "\" \\n\"", Missing },
        { "random_id", "{}", "must be a text" },
        { "nsapp", null, Missing },
        { "nsapp", "\"\\u0000\"", Missing },
        { "nsapp", "[1]", "must be a text" },
        { "type", null, Missing },
        { "type", "\"ct\"", "must be one of lxc, vm, turnkey, pve, addon, tool" },
        { "type", "\"LXC\"", "must be one of lxc, vm, turnkey, pve, addon, tool" },
        { "type", "7", "must be one of lxc, vm, turnkey, pve, addon, tool" },
        { "status", null, Missing },
        { "status", "\"\"", Missing },
        { "core_count", "-1", "must be a whole number from 0 to 256" },
        { "core_count", "\"-1\"", "must be a whole number from 0 to 256" },
        { "core_count", "1.5", "must be a whole number from 0 to 256" },
        { "core_count", "1e99999", "must be a whole number from 0 to 256" },
        { "core_count", "true", "must be a whole number from 0 to 256" },
        { "core_count", "[]", "must be a whole number from 0 to 256" },
        { "core_count", "\"four\"", "must be a whole number from 0 to 256" },
        { "core_count", "\"4x\"", "must be a whole number from 0 to 256" },
        { "core_count", "\"4 4\"", "must be a whole number from 0 to 256" },
        { "core_count", "\"1.5\"", "must be a whole number from 0 to 256" },
        { "core_count", "\"+4\"", "must be a whole number from 0 to 256" },
        { "core_count", "\"0x4\"", "must be a whole number from 0 to 256" },
        { "core_count", "\"\u0664\"", "must be a whole number from 0 to 256" },
        { "core_count", "\"99999999999999999999\"", "must be a whole number from 0 to 256" },
        { "core_count", "\"-\"", "must be a whole number from 0 to 256" },
    };

    public static TheoryData<string, string, string> Sources => new()
    {
        { "", "community-scripts/ProxmoxVE", "ProxmoxVE" },
        { "", "community-scripts/ProxmoxVED", "ProxmoxVED" },
        { "", "someone/fork", "external" },
        { "", "ProxmoxVE/", "external" },
        { "", "", "" },
        { "external", "community-scripts/ProxmoxVE", "external" },
        { "ProxmoxVED", "community-scripts/ProxmoxVE", "ProxmoxVED" },
    };

    /// <summary>Body, problem.</summary>
    public static TheoryData<string, string> Unreadable => new()
    {
        { "{\"random_id\": \"a\",\n \"status\" \"failed\"}", "invalid json: not JSON at line 2, byte 11" },
        { "{\"random_id\": \"a\tb\"", "invalid json: not JSON, even with its strings repaired" },
        { "", "invalid json: the body is empty" },
        { "[]", "invalid payload: body: must be a JSON object" },
        { "{}", "invalid payload: random_id: is missing" },
        {
            """{"random_id":"a","type":"ct","nsapp":"x","status":"failed"}""",
            "invalid payload: type: must be one of lxc, vm, turnkey, pve, addon, tool"
        },
        {
            """{"random_id":"a","type":"vm","nsapp":"x","status":"failed","exit_code":256}""",
            "invalid payload: exit_code: must be a whole number from 0 to 255"
        },
    };

    [Fact]
    public void A_post_with_only_required_fields_leaves_the_others_empty()
    {
        var run = Read(Minimal());

        Assert.Equal(
            new RunReported
            {
                Digest = Guid.Empty, ReceivedAt = Now, At = Now.AddDays(-1), RandomId = "session", ExecutionId = "session", Type = "lxc",
                Script = "jellyfin",
                Status = "installing",
            },
            run);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_text_is_cut_to_its_limit_in_whole_characters(string field, int limit, string property)
    {
        Assert.Equal(new string('x', limit), ReadProperty(field, new string('x', limit), property));
        Assert.Equal(new string('x', limit), ReadProperty(field, new string('x', limit + 1), property));
        Assert.Equal(
            string.Concat(Enumerable.Repeat("😀", limit)),
            ReadProperty(field, string.Concat(Enumerable.Repeat("😀", limit + 1)), property));
        Assert.Equal(new string('x', limit - 1) + "😀", ReadProperty(field, new string('x', limit - 1) + "😀y", property));
        Assert.Equal(new string('x', limit - 1) + "😀", ReadProperty(field, new string('x', limit - 1) + "😀", property));
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_number_beyond_its_range_is_refused(string field, int max, string property)
    {
        Assert.Equal(0, ReadProperty(field, 0, property));
        Assert.Equal(max, ReadProperty(field, max, property));
        Assert.Equal(max, ReadProperty(field, $"{max}", property));
        var error = $"{field}: must be a whole number from 0 to {max}";
        Assert.Equal(error, ErrorOf(With(field, max + 1)));
        Assert.Equal(error, ErrorOf(With(field, $"{max + 1}")));
        Assert.Equal(error, ErrorOf(With(field, -1)));
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void Variants_of_values_that_scripts_send_are_normalized(string field, string json, object? expected) =>
        Assert.Equal(expected, Property(Read(WithJson(field, json)), field));

    [Theory]
    [MemberData(nameof(Errors))]
    public void An_error_names_the_invalid_field(string field, string? json, string error) =>
        Assert.Equal($"{field}: {error}", ErrorOf(WithJson(field, json)));

    [Theory]
    [MemberData(nameof(Sources))]
    public void An_empty_repo_source_is_derived_from_the_slug(string source, string slug, string expected)
    {
        var body = Minimal();
        body["repo_source"] = source;
        body["repo_slug"] = slug;

        Assert.Equal(expected, Read(body).RepoSource);
    }

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void An_unreadable_body_gives_a_problem_with_its_reason(string body, string problem) =>
        Assert.Equal(problem, RunParser.Parse(Encoding.UTF8.GetBytes(body), default, out _)?.Text);

    [Theory]
    [InlineData("[]")]
    [InlineData("\"x\"")]
    [InlineData("1")]
    [InlineData("null")]
    public void A_body_that_is_no_JSON_object_is_refused(string body) =>
        Assert.Equal("body: must be a JSON object", RunParser.Read(JsonElement.Parse(body), default, out _));

    [Theory]
    [InlineData("""{"status":"failed","status":"success"}""", "status: is told twice")]
    [InlineData("""{"status":"failed","st\u0061tus":"failed"}""", "status: is told twice")]
    public void A_duplicate_field_is_refused(string body, string error) =>
        Assert.Equal(error, RunParser.Read(JsonElement.Parse(body), default, out _));

    [Fact]
    public void Secrets_are_masked_before_a_text_is_cut()
    {
        var body = With("error", new string('x', 131_060) + " 203.0.113.199 and more");

        Assert.Equal(new string('x', 131_060) + " <ip> and mo", Read(body).Error);
    }

    [Fact]
    public void Random_values_of_optional_fields_are_accepted()
    {
        var random = new Random(20260106);
        var texts = Texts.Select(row => row.Data.Item1)
            .Except(["random_id", "nsapp"])
            .Concat(["error_category", "repo_source", "has_arm"])
            .ToList();
        for (var round = 0; round < 5_000; round++)
        {
            var body = Minimal();
            foreach (var field in texts.Where(_ => random.Next(3) == 0))
                body[field] = Anything(random, 3);
            for (var i = random.Next(5); i > 0; i--)
                body[$"x{Text(random)}"] = Anything(random, 3);

            var json = body.ToJsonString(new JsonSerializerOptions { MaxDepth = 64 });
            Assert.True(ScriptJson.TryParse(Encoding.UTF8.GetBytes(json), out var element, out var error), error + json);
            Assert.True(RunParser.Read(element, default, out _) is null, json);
        }
    }

    [Fact]
    public void The_API_description_has_the_fields_and_limits_of_the_parser()
    {
        foreach (var property in typeof(RunBody).GetProperties())
        {
            var field = property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name
                ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
            if (property.GetCustomAttribute<MaxLengthAttribute>() is { Length: var limit })
                Assert.Equal(limit, Texts.Single(row => row.Data.Item1 == field).Data.Item2);
            if (property.GetCustomAttribute<RangeAttribute>() is { Maximum: var max })
                Assert.Equal(max, Numbers.Single(row => row.Data.Item1 == field).Data.Item2);
            Assert.NotNull(Property(Read(With(field, field switch { "type" => "vm", "has_arm" => true, _ => 1 })), field));
        }

        Assert.Equal(28, typeof(RunBody).GetProperties().Length);
    }

    private static JsonNode? Anything(Random random, int depth) => random.Next(depth > 0 ? 8 : 6) switch
    {
        0 => null,
        1 => random.Next(2) == 0,
        2 => random.NextDouble() * Math.Pow(10, random.Next(-300, 300)),
        3 => random.NextInt64(),
        6 => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Anything(random, depth - 1))]),
        7 => new JsonObject(
            Enumerable.Range(0, random.Next(4)).Select(i => KeyValuePair.Create($"{i}{Text(random)}", Anything(random, depth - 1)))),
        _ => Text(random),
    };

    private static string Text(Random random) => string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ =>
        new Rune(random.Next(3) switch { 0 => random.Next(0x20), 1 => random.Next(0x80), _ => random.Next(0xe000, 0x11000) }).ToString()));

    private static object? ReadProperty(string field, JsonNode value, string property) =>
        typeof(RunReported).GetProperty(property)!.GetValue(Read(With(field, value)));

    private static object? Property(RunReported run, string field) =>
        typeof(RunReported).GetProperty(field switch
        {
            "nsapp" => nameof(RunReported.Script),
            "ct_type" => nameof(RunReported.ContainerType),
            "arch" => nameof(RunReported.Architecture),
            _ => string.Concat(field.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..])),
        })!.GetValue(run);

    private static JsonObject Minimal() =>
        new() { ["random_id"] = "session", ["type"] = "lxc", ["nsapp"] = "jellyfin", ["status"] = "installing" };

    private static JsonObject With(string field, JsonNode? value)
    {
        var body = Minimal();
        body[field] = value;
        return body;
    }

    private static string WithJson(string field, string? json)
    {
        var fields = Minimal().Where(known => known.Key != field).Select(known => $"\"{known.Key}\":{known.Value!.ToJsonString()}");
        return $"{{{string.Join(',', json is null ? fields : fields.Append($"\"{field}\":{json}"))}}}";
    }

    private static RunReported Read(JsonObject body) => Read(body.ToJsonString());

    private static RunReported Read(string body)
    {
        Assert.Null(ErrorOf(body, out var run));
        return run;
    }

    private static string? ErrorOf(JsonObject body) => ErrorOf(body.ToJsonString());

    private static string? ErrorOf(string body) => ErrorOf(body, out _);

    private static string? ErrorOf(string body, out RunReported run)
    {
        Assert.True(ScriptJson.TryParse(Encoding.UTF8.GetBytes(body), out var json, out var error), error);
        return RunParser.Read(json, new ReportMetadata(Guid.Empty, Now, Now.AddDays(-1)), out run);
    }
}
