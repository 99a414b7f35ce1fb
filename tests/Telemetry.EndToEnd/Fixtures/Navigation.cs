using System.Diagnostics.CodeAnalysis;
using Microsoft.Playwright;

namespace Telemetry.EndToEnd.Fixtures;

/// <summary>Waits for pages in the browser itself.</summary>
/// <remarks>
/// Playwright's own <c>WaitForURLAsync</c> and <c>WaitForLoadStateAsync</c> look at the state and subscribe to its changes in two steps in
/// the .NET process; a <c>load</c> event between the two is missed, and the wait ends with its timeout.
/// </remarks>
public static class Navigation
{
    /// <summary>Waits until the address matches a regular expression and its document is loaded with all of its resources.</summary>
    public static Task WaitForPageAsync(this IPage page, [StringSyntax(StringSyntaxAttribute.Regex)] string address) =>
        page.WaitForFunctionAsync(
            "address => document.readyState === 'complete' && new RegExp(address).test(location.href)", address);

    /// <summary>Does something that replaces the document, and waits until the new one is loaded with all of its resources.</summary>
    public static async Task RunAndWaitForDocumentAsync(this IPage page, Func<Task> action)
    {
        await page.EvaluateAsync("() => { document.isReplaced = false; }");
        await action();
        await page.WaitForFunctionAsync("() => document.readyState === 'complete' && document.isReplaced === undefined");
    }
}
