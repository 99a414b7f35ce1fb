namespace Aspire.StackExchange.Redis;

/// <summary>Settings of the Redis integration.</summary>
public sealed class StackExchangeRedisSettings
{
    /// <summary>Whether the health check is left out; false by default.</summary>
    public bool DisableHealthChecks { get; set; }
}
