using System.Text.Json.Serialization;

namespace Telemetry.Contracts;

/// <summary>The states of an instance; only active ones count.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<InstanceStatus>))]
public enum InstanceStatus
{
    /// <summary>Registered, but neither activated by its own signature nor approved by an admin: its reports are refused.</summary>
    Pending,

    /// <summary>Its reports are accepted and counted.</summary>
    Active,

    /// <summary>An admin revoked the instance: its reports are refused and it no longer counts, until an admin approves it.</summary>
    Revoked,

    /// <summary>An admin deleted the instance with its data. The same id may register again.</summary>
    Deleted,
}
