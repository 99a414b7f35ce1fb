using System.Globalization;
using Microsoft.Playwright;
using Telemetry.EndToEnd.Fixtures;

namespace Telemetry.Screenshots;

/// <summary>Pictures of all pages of a platform, before and after there is data.</summary>
internal static class Gallery
{
    private static readonly (ColorScheme Scheme, int Width)[] Views =
        [(ColorScheme.Light, 1440), (ColorScheme.Dark, 1440), (ColorScheme.Light, 390), (ColorScheme.Dark, 390)];

    private static readonly (string Name, string Path)[] Always =
    [
        ("login", "/login"),
        ("overview", "/dashboard"),
        ("runs", "/dashboard/runs"),
        ("failures", "/dashboard/runs/failures"),
        ("log", "/dashboard/runs/log"),
        ("starts", "/dashboard/starts"),
        ("alerts", "/dashboard/alerts"),
        ("rules", "/dashboard/alerts/rules"),
        ("quarantine", "/dashboard/quarantine"),
        ("settings", "/dashboard/settings"),
        ("privacy", "/privacy"),
        ("not-found", "/dashboard/none"),
    ];

    /// <summary>Starts a platform, takes the pictures, and stops the platform. Returns the number of pictures.</summary>
    public static async Task<int> TakeAsync(string directory, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(directory);

        // The services log to the console.
        var console = Console.Out;
        Console.SetOut(TextWriter.Null);
        try
        {
            await using var platform = await Platform.StartAsync("--RATE_LIMIT=0", "--PUBLIC_DASHBOARD=true");
            var taken = await TakeAllAsync(platform, Always, "empty", directory, cancellationToken);
            await SampleData.LoadAsync(platform, cancellationToken);
            return taken + await TakeAllAsync(
                platform, [.. Always.Skip(1), .. await OfDataAsync(platform)], "full", directory, cancellationToken);
        }
        finally
        {
            Console.SetOut(console);
        }
    }

    private static async Task<IReadOnlyList<(string Name, string Path)>> OfDataAsync(Platform platform)
    {
        var instance = (await platform.ReadAsync("/api/v1/admin/instances?limit=1"))[0].GetProperty("instance_id").GetString();
        var failures = await platform.ReadAsync("/api/records?status=failed&limit=1");
        var failed = failures.GetProperty("records")[0].GetProperty("execution_id").GetString();
        return
        [
            ("application", "/dashboard/applications/harbour-notes"),
            ("metric", "/dashboard/applications/harbour-notes?metric=users_count&period=30d"),
            ("badges", "/dashboard/applications/harbour-notes/settings"),
            ("instance", $"/dashboard/instances/{instance}"),
            ("run", $"/dashboard/runs/run?id={Uri.EscapeDataString(failed!)}"),
            ("public-overview", "/dashboard"),
            ("public-runs", "/dashboard/runs"),
            ("public-starts", "/dashboard/starts"),
            ("public-application", "/dashboard/applications/harbour-notes"),
        ];
    }

    private static async Task<int> TakeAllAsync(
        Platform platform,
        IReadOnlyList<(string Name, string Path)> pages,
        string state,
        string directory,
        CancellationToken cancellationToken)
    {
        var taken = 0;
        foreach (var (scheme, width) in Views)
        {
            await using var admin = await Browser.OpenAsync(platform.Gateway, width, scheme);
            await using var stranger = await Browser.OpenAsync(platform.Gateway, width, scheme);
            await admin.LogInAsync("/dashboard", Platform.Password);
            foreach (var (name, path) in pages)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var page = (name == "login" || name.StartsWith("public", StringComparison.Ordinal) ? stranger : admin).Page;
                await page.GotoAsync(path);
                var file = string.Create(
                    CultureInfo.InvariantCulture, $"{name}-{state}-{scheme.ToString().ToLowerInvariant()}-{width}.png");
                await page.ScreenshotAsync(new() { Path = Path.Combine(directory, file), FullPage = true });
                taken++;
            }
        }

        return taken;
    }
}
