namespace Telemetry.ServiceDefaults.Jobs;

/// <summary>
/// Work that a service repeats for as long as it runs; registered by <see cref="PeriodicJobRegistration.AddPeriodicJob{TJob}"/>.
/// </summary>
public interface IPeriodicJob
{
    /// <summary>Does the work once. A database error postpones it to the next period; any other exception ends the process.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}
