namespace Telemetry.ServiceDefaults.Batching;

/// <summary>The bounds of a group commit; a weight is in whatever unit its items are weighed in.</summary>
/// <param name="MostItems">In one group.</param>
/// <param name="MostWeight">In one group; a heavier item goes alone.</param>
/// <param name="MostWaiting">Weight of all items that wait: beyond it items are refused at once.</param>
/// <param name="Deadline">For one commit.</param>
public sealed record GroupLimits(int MostItems, long MostWeight, long MostWaiting, TimeSpan Deadline);
