using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Telemetry.Tests.Dashboard;

/// <summary>Base of the page tests. A test begins with services without data and fails if an error was logged.</summary>
public abstract class DashboardTest : IAsyncDisposable
{
    private readonly DashboardFixture _dashboard;

    protected DashboardTest(DashboardFixture dashboard)
    {
        _dashboard = dashboard;
        Services.Reset();
    }

    protected ServicesStub Services => _dashboard.Services;

    protected LoggedErrors Errors => _dashboard.Errors;

    /// <summary>Follows no redirects.</summary>
    protected HttpClient Admin => _dashboard.Admin;

    protected HttpClient Stranger => _dashboard.Stranger;

    public async ValueTask DisposeAsync()
    {
        await _dashboard.SettleAsync();
        Assert.Equal("", string.Join(Environment.NewLine, Errors.Take()));
    }

    protected async Task<IDocument> GetPageAsync(string path)
    {
        using var response = await Admin.GetAsync(path);
        return await ReadPageAsync(response);
    }

    protected static async Task<IDocument> ReadPageAsync(HttpResponseMessage response)
    {
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        return new HtmlParser().ParseDocument(await response.Content.ReadAsStringAsync());
    }

    protected static async Task<HttpResponseMessage> PostFormAsync(
        HttpClient client, string address, params IEnumerable<(string Name, string Value)> fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await client.PostAsync(address, form);
    }

    /// <summary>The cards as "name=value".</summary>
    protected static IReadOnlyList<string> Cards(IDocument page) =>
        [.. page.QuerySelectorAll(".card").Select(card => $"{TextOf(card.QuerySelector("dt")!)}={card.QuerySelector("dd")!.Text()}")];

    /// <summary>The texts of the cells of a table, by row.</summary>
    protected static IReadOnlyList<string[]> Rows(IDocument page, string section) => RowsOf(page, $"section[aria-labelledby={section}]");

    /// <summary>The texts of the cells of a chart's table, by row.</summary>
    protected static IReadOnlyList<string[]> ChartRows(IDocument page, string chart) => RowsOf(page, $"figure[aria-labelledby={chart}]");

    /// <summary>The text of an element with white space collapsed.</summary>
    protected static string TextOf(INode node) =>
        string.Join(' ', node.Text().Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));

    private static string[][] RowsOf(IDocument page, string table) =>
        [.. page.QuerySelectorAll($"{table} tbody tr").Select(row => row.Children.Select(TextOf).ToArray())];
}
