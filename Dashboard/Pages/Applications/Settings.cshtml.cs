using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Telemetry.Dashboard.Pages.Applications;

internal sealed partial class SettingsModel(ApplicationApi api, ILogger<SettingsModel> logger) : PageModel
{
    private const int MaxMetricBadges = 8;

    public Result Data { get; private set; } = null!;

    public Task<IActionResult> OnGetAsync(string slug, string? done, CancellationToken cancellationToken) => ShowAsync(
        slug,
        done switch
        {
            "saved" => "The links were saved.",
            "stars" => "The stars were counted anew.",
            _ => null,
        },
        error: null,
        submitted: null,
        cancellationToken);

    public async Task<IActionResult> OnPostSaveAsync(
        string slug, [FromForm] string? github, [FromForm] string? logo, CancellationToken cancellationToken)
    {
        var submitted = new LinkFields((github ?? "").Trim(), (logo ?? "").Trim());
        var result = await api.UpdateAsync(slug, submitted.Github, submitted.Logo, cancellationToken);
        return await FinishAsync(slug, "saved", result, submitted, cancellationToken);
    }

    public async Task<IActionResult> OnPostStarsAsync(string slug, CancellationToken cancellationToken) =>
        await FinishAsync(slug, "stars", await api.RefreshStarsAsync(slug, cancellationToken), submitted: null, cancellationToken);

    private async Task<IActionResult> FinishAsync(
        string slug, string done, CommandOutcome result, LinkFields? submitted, CancellationToken cancellationToken)
    {
        if (!result.IsFound)
            return NotFound();
        if (result.Error is { } error)
            return await ShowAsync(slug, notice: null, error, submitted, cancellationToken);

        Log.Changed(logger, done, slug);
        return LocalRedirect($"{Links.ApplicationSettings(slug)}?done={done}");
    }

    private async Task<IActionResult> ShowAsync(
        string slug, string? notice, string? error, LinkFields? submitted, CancellationToken cancellationToken)
    {
        if (await api.ApplicationAsync(slug, cancellationToken) is not { } application)
            return NotFound();

        if (error is not null)
            Response.StatusCode = StatusCodes.Status400BadRequest;
        var repository = Links.External(application.GithubUrl);
        Data = new(
            application.Slug, application.Name, notice, error,
            submitted ?? new(application.GithubUrl ?? "", application.LogoUrl ?? ""),
            new(repository is not null, application.Stars, application.StarsUpdatedAt),
            Badges(application, repository));
        return Page();
    }

    private IReadOnlyList<Badge> Badges(Application application, string? repository)
    {
        var gateway = $"{Request.Scheme}://{Request.Host}";
        var root = $"/badge/{Uri.EscapeDataString(application.Slug)}";
        var metrics = MetricSet.BusinessKeys(application.Metrics?.Read()).Where(key => key.Length > 0).Take(MaxMetricBadges).ToArray();
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
            var link = repository?.Replace("(", "%28", StringComparison.Ordinal).Replace(")", "%29", StringComparison.Ordinal);
            return new(name, $"{root}/{path}", link is null ? image : $"[{image}]({link})");
        }
    }

    // Escapes the characters that have a meaning in the description of an image.
    private static string Markdown(string text) => string.Concat(text.Select(character =>
        character is '[' or ']' or '\\' or '`' or '<' or '*' or '_' ? $"\\{character}" : $"{character}"));

    internal sealed record Result(
        string Slug, string? Name, string? Notice, string? Error, LinkFields Links, StarCount Stars, IReadOnlyList<Badge> Badges);

    /// <summary>The stored links, or what the admin typed.</summary>
    internal sealed record LinkFields(string Github, string Logo);

    internal sealed record StarCount(bool HasRepository, long Count, DateTime? At);

    internal sealed record Badge(string Name, string Address, string Markdown);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Application {Slug}: {Change} by the admin")]
        public static partial void Changed(ILogger logger, string change, string slug);
    }
}
