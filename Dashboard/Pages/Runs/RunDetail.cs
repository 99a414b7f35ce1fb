using System.Text.Json;
using Telemetry.Dashboard.Api;

namespace Telemetry.Dashboard.Pages.Runs;

/// <summary>A run in detail.</summary>
/// <param name="Run">The run.</param>
/// <param name="Steps">In order.</param>
/// <param name="Meaning">Of its exit code.</param>
public sealed record RunDetail(RunRecord Run, IReadOnlyList<RunStep> Steps, string? Meaning)
{
    /// <summary>Of a record.</summary>
    public static async Task<RunDetail> OfAsync(RunApi api, RunRecord run, CancellationToken cancellationToken)
    {
        var meanings = run.ExitCode != 0 ? await api.ExitCodesAsync(cancellationToken) : null;
        return new(run, StepsOf(run), meanings?.GetValueOrDefault($"{run.ExitCode}"));
    }

    private static RunStep[] StepsOf(RunRecord run)
    {
        try
        {
            return string.IsNullOrEmpty(run.Pipeline) ? [] : JsonSerializer.Deserialize<RunStep[]>(run.Pipeline, ServiceClients.Json) ?? [];
        }
        catch (JsonException)
        {
            // A run is more than its steps.
            return [];
        }
    }
}
