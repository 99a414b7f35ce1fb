namespace Telemetry.Fleet.Client;

/// <summary>The gateway limits posts per address, and a whole fleet behind one address is over it.</summary>
public sealed class RateLimitedException() : Exception(
    "The gateway answered 429: its limit of posts per minute and address is too low for a fleet. Start it with RATE_LIMIT=0 ./run, or lower --rate.");
