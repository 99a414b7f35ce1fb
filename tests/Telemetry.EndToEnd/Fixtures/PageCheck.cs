using Microsoft.Playwright;

namespace Telemetry.EndToEnd.Fixtures;

/// <summary>Checks that apply to every page.</summary>
public static class PageCheck
{
    private static readonly string Axe = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "axe.min.js"));

    /// <summary>
    /// Opens the page and returns: errors of the browser (console, Content-Security-Policy, failed requests, other origins), barriers that
    /// axe-core calls serious or critical, charts that are not drawn, and a page that is wider than the window.
    /// </summary>
    public static async Task<IReadOnlyList<string>> ErrorsAsync(Browser browser, string path)
    {
        var page = browser.Page;
        await page.GotoAsync(path, new() { WaitUntil = WaitUntilState.Load });

        // Colours are measured after their transitions have ended.
        await page.WaitForFunctionAsync("() => document.getAnimations().every(animation => animation.playState !== 'running')");
        var errors = new List<string>(await page.EvaluateAsync<string[]>(
            """
            async () => {
              const errors = [];
              const excess = document.documentElement.scrollWidth - innerWidth;
              if (excess > 0) errors.push(`is ${excess} px too wide`);
              const until = performance.now() + 3000;
              const isBlank = canvas => {
                const copy = Object.assign(document.createElement('canvas'), { width: canvas.width, height: canvas.height });
                const pixels = copy.getContext('2d', { willReadFrequently: true });
                if (!canvas.width || !canvas.height) return true;
                pixels.drawImage(canvas, 0, 0);
                return pixels.getImageData(0, 0, canvas.width, canvas.height).data.every(value => value === 0);
              };
              for (const canvas of document.querySelectorAll('canvas')) {
                while (isBlank(canvas) && performance.now() < until) await new Promise(requestAnimationFrame);
                if (isBlank(canvas)) errors.push(`chart ${canvas.closest('figure')?.getAttribute('aria-labelledby')} is blank`);
              }
              return errors;
            }
            """));

        // Scripts run by the debugger are not subject to the Content-Security-Policy of the page.
        await page.EvaluateAsync(Axe);
        errors.AddRange(await page.EvaluateAsync<string[]>(
            """
            async () => (await axe.run()).violations
              .filter(violation => ['serious', 'critical'].includes(violation.impact))
              .flatMap(violation => violation.nodes.map(node =>
                `${violation.impact}, ${violation.id}: ${node.html.slice(0, 200)} (${node.any[0]?.message ?? violation.help})`))
            """));
        errors.AddRange(browser.TakeErrors());
        return [.. errors.Distinct().Select(error => $"{path}: {error}")];
    }
}
