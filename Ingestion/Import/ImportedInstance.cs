using Telemetry.Ingestion.Instances;

namespace Telemetry.Ingestion.Import;

internal static class ImportedInstance
{
    private const int MaxStatusLength = 20;

    /// <summary>
    /// Reads the fields of a registration, <c>status</c> and <c>registered_at</c>, which must not be after now. Returns the first error, or
    /// null with the instance (without a revision) set.
    /// </summary>
    public static string? Read(ReadOnlySpan<byte> line, DateTimeOffset now, out Instance instance)
    {
        instance = null!;
        if (!StrictJson.TryParse(line, out var record, out var jsonError))
            return jsonError;

        var error = Registration.Read(record, out var registration);
        var fields = new StrictFields(record);
        InstanceStatus? status = fields.Text("status", MaxStatusLength) switch
        {
            "pending" => InstanceStatus.Pending,
            "active" => InstanceStatus.Active,
            "revoked" => InstanceStatus.Revoked,
            _ => null,
        };
        if (status is null)
            fields.AddError("status", "must be pending, active or revoked");
        var registeredAt = fields.Time("registered_at");
        if (registeredAt > now)
            fields.AddError("registered_at", "is in the future");

        instance = new()
        {
            Id = registration.InstanceId,
            PublicKey = registration.PublicKey,
            Status = status ?? default,
            Application = registration.Application,
            Version = registration.Version,
            DeploymentMode = registration.DeploymentMode,
            Environment = registration.Environment,
            OsArch = registration.OsArch,
            RegisteredAt = registeredAt,
            Revision = 0,
        };
        return error ?? fields.Error;
    }
}
