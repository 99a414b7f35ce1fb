using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Telemetry.Dashboard.Api;
using Telemetry.Dashboard.Display;

namespace Telemetry.Dashboard.Pages.Applications;

/// <summary>An application's links, its stars, and badges that show it elsewhere.</summary>
public sealed partial class SettingsModel(ReadApi api, ApplicationCommands commands, ILogger<SettingsModel> logger) : PageModel
{
    private const int MostMetrics = 8;

    /// <summary>What is shown.</summary>
    public Result Shown { get; private set; } = null!;

    /// <summary>Shows the page; 404 if there is no such application.</summary>
    public Task<IActionResult> OnGetAsync(string slug, string? done, CancellationToken cancellationToken) => ShowAsync(
        slug,
        done switch
        {
            "saved" => "The links were saved.",
            "stars" => "The stars were counted anew.",
            _ => null,
        },
        fault: null,
        typed: null,
        cancellationToken);

    /// <summary>Sets the links.</summary>
    public async Task<IActionResult> OnPostSaveAsync(string slug, [FromForm] string? github, [FromForm] string? logo, CancellationToken cancellationToken)
    {
        var typed = new Typed((github ?? "").Trim(), (logo ?? "").Trim());
        return await AnswerAsync(slug, "saved", await commands.UpdateAsync(slug, typed.Github, typed.Logo, cancellationToken), typed, cancellationToken);
    }

    /// <summary>Counts the stars.</summary>
    public async Task<IActionResult> OnPostStarsAsync(string slug, CancellationToken cancellationToken) =>
        await AnswerAsync(slug, "stars", await commands.RefreshStarsAsync(slug, cancellationToken), typed: null, cancellationToken);

    private async Task<IActionResult> AnswerAsync(string slug, string done, CommandAnswer answer, Typed? typed, CancellationToken cancellationToken)
    {
        if (!answer.IsFound)
            return NotFound();
        if (answer.Fault is { } fault)
            return await ShowAsync(slug, notice: null, fault, typed, cancellationToken);

        Log.Changed(logger, done, slug);
        return LocalRedirect($"{Links.ApplicationSettings(slug)}?done={done}");
    }

    private async Task<IActionResult> ShowAsync(string slug, string? notice, string? fault, Typed? typed, CancellationToken cancellationToken)
    {
        if (await api.ApplicationAsync(slug, cancellationToken) is not { } application)
            return NotFound();

        if (fault is not null)
            Response.StatusCode = StatusCodes.Status400BadRequest;
        var repository = Links.External(application.GithubUrl);
        Shown = new(
            application.Slug, application.Name, notice, fault,
            typed ?? new(application.GithubUrl ?? "", application.LogoUrl ?? ""),
            new(repository is not null, application.Stars, application.StarsUpdatedAt),
            Badges(application, repository));
        return Page();
    }

    private IReadOnlyList<Badge> Badges(Api.Application application, string? repository)
    {
        var gateway = $"{Request.Scheme}://{Request.Host}";
        var root = $"/badge/{Uri.EscapeDataString(application.Slug)}";
        var metrics = (application.Metrics ?? new Dictionary<string, JsonElement>())
            .Where(metric => metric.Value.ValueKind is JsonValueKind.Number && metric.Key.Length > 0 && !MetricSet.IsSystem(metric.Key))
            .Select(metric => metric.Key)
            .Order(StringComparer.Ordinal)
            .Take(MostMetrics)
            .ToArray();
        return
        [
            Of("Active instances", "instances"),
            Of("Most used version", "version"),
            .. metrics.Select(metric => Of(metric, $"metric/{Uri.EscapeDataString(metric)}")),
            .. metrics.Take(1).Select(metric => Of($"Adoption: {metric} of instances", $"combined?metric={Uri.EscapeDataString(metric)}")),
        ];

        Badge Of(string name, string path)
        {
            var image = $"![{Markdown(name)}]({gateway}{root}/{path})";
            return new(name, $"{root}/{path}", repository is null ? image : $"[{image}]({repository.Replace("(", "%28", StringComparison.Ordinal).Replace(")", "%29", StringComparison.Ordinal)})");
        }
    }

    // In the description of an image only these mean something.
    private static string Markdown(string text) => string.Concat(text.Select(character => character is '[' or ']' or '\\' or '`' or '<' or '*' or '_' ? $"\\{character}" : $"{character}"));

    /// <summary>What is shown.</summary>
    /// <param name="Slug">The application.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Notice">What was done just now, or null.</param>
    /// <param name="Fault">What was wrong, or null.</param>
    /// <param name="Links">Its links, or what was typed.</param>
    /// <param name="Stars">Of its repository.</param>
    /// <param name="Badges">Pictures of its numbers.</param>
    public sealed record Result(string Slug, string? Name, string? Notice, string? Fault, Typed Links, StarCount Stars, IReadOnlyList<Badge> Badges);

    /// <summary>Links as in the form.</summary>
    public sealed record Typed(string Github, string Logo);

    /// <summary>Stars, if there is a repository.</summary>
    public sealed record StarCount(bool HasRepository, long Count, DateTimeOffset? At);

    /// <summary>A picture of a number.</summary>
    /// <param name="Name">What it shows.</param>
    /// <param name="Address">Here.</param>
    /// <param name="Markdown">For a README.</param>
    public sealed record Badge(string Name, string Address, string Markdown);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Application {Slug}: {Change} by the admin")]
        public static partial void Changed(ILogger logger, string change, string slug);
    }
}
