using System.Text.Json.Serialization;

namespace Telemetry.Contracts;

/// <summary>Whether reports of an instance count.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<InstanceStatus>))]
public enum InstanceStatus
{
    /// <summary>Registered, but neither activated by its own signature nor approved by an admin: its reports are refused.</summary>
    Pending,

    /// <summary>Its reports are accepted and counted.</summary>
    Active,

    /// <summary>An admin shut it out: its reports are refused and it no longer counts. It stays so until an admin approves it.</summary>
    Revoked,

    /// <summary>An admin deleted it: its data goes. The same id may register anew.</summary>
    Deleted,
}
