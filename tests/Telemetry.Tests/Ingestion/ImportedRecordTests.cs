using Telemetry.Ingestion.Import;

namespace Telemetry.Tests.Ingestion;

public sealed class ImportedRecordTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly ImportHistory History = new(TimeSpan.FromDays(365), Now);

    [Theory]
    [InlineData("status", "deleted", "status: must be pending, active or revoked")]
    [InlineData("status", null, "status: is missing")]
    [InlineData("registered_at", "2999-01-02T03:04:05Z", "registered_at: is in the future")]
    [InlineData("registered_at", null, "registered_at: is missing")]
    [InlineData("os_arch", "51", "os_arch: must not be longer than 50 characters")]
    public void An_imported_instance_must_meet_the_rules_of_a_registration(string field, string? value, string error)
    {
        var record = new Dictionary<string, object?>
        {
            ["instance_id"] = Guid.NewGuid(),
            ["public_key"] = new string('a', 64),
            ["app_name"] = "Ghost",
            ["status"] = "active",
            ["registered_at"] = "2024-01-02T03:04:05Z",
            [field] = value == "51" ? new string('x', 51) : value,
        };

        Assert.Equal(error, ImportedInstance.Read(JsonSerializer.SerializeToUtf8Bytes(record), Now, out _));
    }

    [Fact]
    public void The_digest_of_a_snapshot_does_not_depend_on_the_formatting_of_its_JSON()
    {
        const string Id = "8bb6a2a2-7d2f-4a3b-9d0e-7a6bde3c1f10";
        const string Time = "2025-12-02T03:04:05Z";

        var first = Digest($$$"""{"instance_id":"{{{Id}}}","timestamp":"{{{Time}}}","metrics":{"a":1,"b":"\u0078"}}""");

        Assert.Equal(first, Digest($$$"""{ "metrics": {"b": "x", "a": 1}, "timestamp": "{{{Time}}}", "instance_id": "{{{Id}}}" }"""));
        Assert.NotEqual(first, Digest($$$"""{"instance_id":"{{{Id}}}","timestamp":"{{{Time}}}","metrics":{"a":2,"b":"x"}}"""));
    }

    private static Guid Digest(string line)
    {
        Assert.Null(ImportedSnapshot.Read(Encoding.UTF8.GetBytes(line), History, out var snapshot));
        return snapshot.Digest;
    }
}
