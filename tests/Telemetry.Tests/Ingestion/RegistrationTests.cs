using Telemetry.Ingestion.Instances;

namespace Telemetry.Tests.Ingestion;

/// <summary>The fields of a registration: each rule at its limit and just beyond it.</summary>
public sealed class RegistrationTests
{
    private static readonly string Emoji = string.Concat(Enumerable.Repeat("\U0001f600", 50));

    public static TheoryData<string, object?> Good => new()
    {
        { "public_key", new string('A', 64) },
        { "public_key", new string('0', 64) },
        { "app_name", "x" },
        { "app_name", new string('x', 100) },
        { "app_name", "日本" },
        { "app_version", new string('x', 50) },
        { "app_version", Emoji },
        { "app_version", "" },
        { "app_version", null },
        { "deployment_mode", new string('x', 20) },
        { "environment", new string('x', 20) },
        { "os_arch", new string('x', 50) },
        { "a_field_of_a_later_version", new[] { 1, 2 } },
    };

    public static TheoryData<string, object?> Bad => new()
    {
        { "instance_id", null },
        { "instance_id", "" },
        { "instance_id", 1 },
        { "instance_id", "1" },
        { "instance_id", "{8bb6a2a2-7d2f-4a3b-9d0e-7a6bde3c1f10}" },
        { "instance_id", "8bb6a2a27d2f4a3b9d0e7a6bde3c1f10" },
        { "instance_id", " 8bb6a2a2-7d2f-4a3b-9d0e-7a6bde3c1f10" },
        { "instance_id", "8bb6a2a2-7d2f-4a3b-9d0e-7a6bde3c1f1" },
        { "instance_id", "8bb6a2a2-7d2f-4a3b-9d0e-7a6bde3c1f10a" },
        { "instance_id", "8bb6a2a2-7d2f-4a3b-9d0e-7a6bde3c1f1g" },
        { "instance_id", "0x0000a2-7d2f-4a3b-9d0e-7a6bde3c1f10" },
        { "public_key", null },
        { "public_key", "" },
        { "public_key", new string('a', 63) },
        { "public_key", new string('a', 62) },
        { "public_key", new string('a', 65) },
        { "public_key", new string('a', 66) },
        { "public_key", new string('g', 64) },
        { "public_key", true },
        { "app_name", null },
        { "app_name", "" },
        { "app_name", "  " },
        { "app_name", new string('x', 101) },
        { "app_name", "a\nb" },
        { "app_name", "a\u0085b" },
        { "app_name", new[] { "x" } },
        { "app_version", new string('x', 51) },
        { "app_version", Emoji + "x" },
        { "app_version", 2 },
        { "app_version", "1.0\r\n" },
        { "deployment_mode", new string('x', 21) },
        { "deployment_mode", new { a = 1 } },
        { "environment", new string('x', 21) },
        { "environment", false },
        { "os_arch", new string('x', 51) },
        { "os_arch", 64 },
    };

    [Theory]
    [MemberData(nameof(Good))]
    public void A_field_at_its_limit_is_accepted(string field, object? value) => Assert.Null(ErrorOf(With(field, value)));

    [Theory]
    [MemberData(nameof(Bad))]
    public void An_error_names_the_invalid_field(string field, object? value) =>
        Assert.StartsWith($"{field}: ", ErrorOf(With(field, value)), StringComparison.Ordinal);

    [Theory]
    [InlineData("instance_id")]
    [InlineData("public_key")]
    [InlineData("app_name")]
    public void An_error_names_a_missing_required_field(string field) => Assert.Equal($"{field}: is missing", ErrorOf(Without(field)));

    [Theory]
    [InlineData("[]")]
    [InlineData("\"x\"")]
    public void A_body_that_is_no_JSON_object_is_refused(string body) =>
        Assert.Equal("body: must be a JSON object", Registration.Read(JsonElement.Parse(body), out _));

    [Fact]
    public void Optional_fields_may_be_missing()
    {
        var registration = Read(Without("app_version", "deployment_mode", "environment", "os_arch"));

        Assert.Equal(
            ("", "", "", ""), (registration.Version, registration.DeploymentMode, registration.Environment, registration.OsArch));
    }

    [Fact]
    public void Id_and_key_may_be_written_in_either_case()
    {
        var lower = Fields();
        var upper = Fields();
        foreach (var field in new[] { "instance_id", "public_key" })
            upper[field] = lower[field]!.ToString()!.ToUpperInvariant();

        Assert.Equal(Read(lower).InstanceId, Read(upper).InstanceId);
        Assert.Equal(Read(lower).PublicKey, Read(upper).PublicKey);
    }

    private static Dictionary<string, object?> Fields() => new()
    {
        ["instance_id"] = "8bb6a2a2-7d2f-4a3b-9d0e-7a6bde3c1f10",
        ["public_key"] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        ["app_name"] = "Ghost",
        ["app_version"] = "1.0",
        ["deployment_mode"] = "docker",
        ["environment"] = "production",
        ["os_arch"] = "linux/amd64",
    };

    private static Dictionary<string, object?> With(string field, object? value) => new(Fields()) { [field] = value };

    private static Dictionary<string, object?> Without(params string[] fields) =>
        Fields().Where(field => !fields.Contains(field.Key)).ToDictionary();

    private static Registration Read(Dictionary<string, object?> fields)
    {
        Assert.Null(Registration.Read(JsonSerializer.SerializeToElement(fields), out var registration));
        return registration;
    }

    private static string? ErrorOf(Dictionary<string, object?> fields) =>
        Registration.Read(JsonSerializer.SerializeToElement(fields), out _);
}
