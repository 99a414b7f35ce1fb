using AngleSharp.Dom;

namespace Telemetry.Tests.Dashboard;

/// <summary>
/// Checks that a page has no inline scripts and styles (the Content-Security-Policy forbids them) and links only to pages and https.
/// </summary>
internal static class InertPage
{
    private static readonly string[] Addresses = ["href", "src", "action", "formaction", "xlink:href"];

    public static void Check(IDocument page)
    {
        Assert.All(page.QuerySelectorAll("script"), script =>
        {
            Assert.StartsWith("/assets/", script.GetAttribute("src"), StringComparison.Ordinal);
            Assert.Equal("", script.TextContent);
        });
        Assert.All(
            page.QuerySelectorAll("img"), image => Assert.StartsWith("/badge/", image.GetAttribute("src"), StringComparison.Ordinal));
        Assert.Empty(page.QuerySelectorAll("style, iframe, object, embed, base, meta[http-equiv], [style]"));
        foreach (var element in page.All)
        {
            Assert.DoesNotContain(element.Attributes, attribute => attribute.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase));
            foreach (var address in Addresses.Select(element.GetAttribute).OfType<string>())
                Assert.True(
                    address.StartsWith('/') || address.StartsWith('#') || address.StartsWith("https://", StringComparison.Ordinal),
                    address);
        }
    }
}
