namespace Telemetry.ServiceDefaults.Jobs;

/// <summary>Work that a service repeats while it runs; registered by <see cref="PeriodicJobRegistration.AddPeriodicJob{TJob}"/>.</summary>
public interface IPeriodicJob
{
    /// <summary>A database error postpones the work to the next period; any other exception ends the process.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}
