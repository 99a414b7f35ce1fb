namespace Telemetry.Aggregation.Reads.Runs;

/// <summary>The scripts of a scope, as <c>scripts.sql</c> computes it.</summary>
internal sealed record Scripts(
    long TotalScripts, long TotalInstalls, IReadOnlyList<Scripts.Script> TopScripts, IReadOnlyList<Scripts.Script> RecentScripts)
{
    /// <summary>A script's runs. Installing: without an outcome yet. Days old: since its first run ever.</summary>
    internal sealed record Script(
        string App,
        string Type,
        long Total,
        long Success,
        long Failed,
        long Aborted,
        long Installing,
        double SuccessRate,
        int DaysOld,
        double InstallsPerDay);
}
