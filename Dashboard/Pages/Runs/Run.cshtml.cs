using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Telemetry.Dashboard.Pages.Runs;

/// <summary>A run, at an address that is stable while the run is kept.</summary>
internal sealed class RunModel(RunApi api) : PageModel
{
    private const int MaxIdLength = 128;

    public RunDetail Data { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string? id, CancellationToken cancellationToken)
    {
        if (id is not { Length: > 0 and <= MaxIdLength } || id.Any(char.IsControl))
            return NotFound();
        if (await api.RecordAsync(id, cancellationToken) is not { } run)
            return NotFound();

        Data = await RunDetail.LoadAsync(api, run, cancellationToken);
        return Page();
    }
}

/// <summary>A run in detail, on this page and in the list of runs. The meaning is that of the exit code, or null.</summary>
internal sealed record RunDetail(RunRecord Run, IReadOnlyList<RunStep> Steps, string? Meaning)
{
    public static async Task<RunDetail> LoadAsync(RunApi api, RunRecord run, CancellationToken cancellationToken)
    {
        var meanings = run.ExitCode != 0 ? await api.ExitCodesAsync(cancellationToken) : null;
        return new(run, StepsOf(run), meanings?.GetValueOrDefault($"{run.ExitCode}"));
    }

    // A run is shown without its steps if they cannot be read.
    private static RunStep[] StepsOf(RunRecord run)
    {
        try
        {
            return string.IsNullOrEmpty(run.Pipeline) ? [] : JsonSerializer.Deserialize<RunStep[]>(run.Pipeline, ServiceHttp.Json) ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
