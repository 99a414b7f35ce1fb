using Telemetry.Contracts;
using Telemetry.Ingestion.Identity;
using Telemetry.Ingestion.Json;

namespace Telemetry.Ingestion.Import;

/// <summary>An instance as another system knows it.</summary>
/// <param name="Registration">What it told when it registered there.</param>
/// <param name="Status">Pending, active or revoked.</param>
/// <param name="RegisteredAt">When it registered there for the first time (UTC).</param>
public sealed record ImportedInstance(Registration Registration, InstanceStatus Status, DateTimeOffset RegisteredAt)
{
    /// <summary>Reads the fields of a registration, <c>status</c> and <c>registered_at</c>.</summary>
    /// <returns>The first fault, or null.</returns>
    public static string? Read(ReadOnlySpan<byte> line, DateTimeOffset now, out ImportedInstance instance)
    {
        instance = null!;
        if (!StrictJson.TryParse(line, out var record, out var notJson))
            return notJson;

        var fault = Registration.Read(record, out var registration);
        var fields = new BodyFields(record);
        var status = fields.Text("status", 20) switch
        {
            "pending" => InstanceStatus.Pending,
            "active" => InstanceStatus.Active,
            "revoked" => InstanceStatus.Revoked,
            _ => InstanceStatus.Deleted,
        };
        if (status == InstanceStatus.Deleted)
            fields.Refuse("status", "must be pending, active or revoked");
        var registeredAt = fields.Time("registered_at");
        if (registeredAt > now)
            fields.Refuse("registered_at", "is in the future");

        instance = new(registration, status, registeredAt);
        return fault ?? fields.Fault;
    }
}
