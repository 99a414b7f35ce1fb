namespace Aspire.Npgsql;

/// <summary>Settings of the Npgsql integration.</summary>
public sealed class NpgsqlSettings
{
    /// <summary>Whether the health check is left out; false by default.</summary>
    public bool DisableHealthChecks { get; set; }
}
