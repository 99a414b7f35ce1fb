using AngleSharp.Dom;

namespace Telemetry.Tests.Dashboard;

public sealed class HostileTextTests(DashboardFixture dashboard) : DashboardTest(dashboard), IClassFixture<DashboardFixture>
{
    private const string Application = $"/dashboard/applications/{Sample.Slug}";
    private const string Instance = $"/dashboard/instances/{Sample.Id}";

    // The text is appended to addresses that end with "=" or "/".
    private static readonly string[] Pages =
    [
        "/dashboard",
        Application,
        Instance,
        "/dashboard?q=",
        "/dashboard/none/",
        $"{Application}?metric=",
        $"{Application}/settings",
        "/dashboard/runs",
        "/dashboard/runs?slug=",
        "/dashboard/runs/failures",
        "/dashboard/runs/log?open=r1",
        "/dashboard/runs/log?open=r1&q=",
        "/dashboard/runs/run?id=r1",
        "/dashboard/starts",
        "/dashboard/alerts",
        "/dashboard/alerts?ended=",
        "/dashboard/alerts/rules?saved=",
        "/dashboard/quarantine",
        "/dashboard/quarantine?reason=",
        "/dashboard/quarantine?kept=1&accepted=0&why=",
        "/dashboard/settings",
    ];

    public static TheoryData<string> Texts =>
    [
        "<script>alert(1)</script>",
        "</title></style></bdi><script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)",
        "javascript:alert(1)",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "{{7*7}} @(7*7) ${7*7}",
        "\u202Egnp.exe\u202D \u2066isolated",
        "🦊 👩‍👩‍👧 日本語 שלום",
        new string('W', 10_000),
    ];

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Text_of_clients_is_escaped_and_isolated(string text)
    {
        AddAll(text);
        var pages = new Dictionary<string, IDocument>();
        foreach (var path in Pages)
        {
            var takesText = path.EndsWith('=') || path.EndsWith('/');
            pages[path] = await GetPageAsync(takesText ? path + Uri.EscapeDataString(text[..Math.Min(text.Length, 500)]) : path);

            InertPage.Check(pages[path]);
        }

        Assert.Equal(text, pages["/dashboard/runs/log?open=r1"].QuerySelector(".detail pre")!.Text());
        Assert.Equal(text, pages["/dashboard/quarantine"].QuerySelector("pre")!.Text());
        Assert.Equal(text, pages[Application].QuerySelector("h1 > bdi")!.Text());
        Assert.Equal($"\u2068{text}\u2069 · Telemetry", pages[Application].Title);
        var instance = pages[Instance];
        Assert.All(
            ["facts", "metrics", "labels"],
            section =>
                Assert.Contains(instance.QuerySelectorAll($"section[aria-labelledby={section}] bdi"), shown => shown.Text() == text));
    }

    [Fact]
    public async Task Long_text_scrolls_in_its_own_box()
    {
        var text = new string('W', 10_000);
        AddAll(text);

        var application = await GetPageAsync(Application);
        var instance = await GetPageAsync(Instance);

        var shown = application.All.Concat(instance.All)
            .Where(element => element.ChildElementCount == 0 && element.Text().Length > 9_000)
            .ToArray();
        Assert.All(
            shown.Where(element => element.LocalName is not ("title" or "code")),
            element => Assert.True(element.ClassList.Contains("short") || element.ClassList.Contains("boxed"), element.LocalName));
        Assert.All(
            shown.Where(element => element.ClassList.Contains("boxed")), element => Assert.Equal("0", element.GetAttribute("tabindex")));
        Assert.True(shown.Length > 10);
    }

    private void AddAll(string text)
    {
        var name = Sample.Json(text);
        Sample.AddApplication(Services, $"{{{name}:1,\"label\":{name}}}", text);
        Services.Respond($"metrics/{text}", Sample.Series($"{{{name}:[1,2,3]}}"));
        Services.Total = 1;
        SampleRuns.AddTo(Services, text);
        SampleStarts.AddTo(Services, text);
        SampleStarts.AddQuarantineTo(Services, text, text);
        SampleAlerts.AddTo(Services, text);
    }
}
