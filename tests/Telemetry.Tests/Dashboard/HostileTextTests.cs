using AngleSharp.Dom;

namespace Telemetry.Tests.Dashboard;

public sealed class HostileTextTests : DashboardTest
{
    private static readonly string[] Pages =
        ["/dashboard", $"/dashboard/applications/{Recorded.Slug}", $"/dashboard/instances/{Recorded.Id}", "/dashboard?q=", "/dashboard/none/", $"/dashboard/applications/{Recorded.Slug}?metric=",
        "/dashboard/runs", "/dashboard/runs/failures", "/dashboard/runs/log?open=r1", "/dashboard/runs/run?id=r1", "/dashboard/settings", "/dashboard/quarantine?kept=1&accepted=0&why=", "/dashboard/quarantine?reason=", "/dashboard/runs?slug=", "/dashboard/runs/log?open=r1&q=", "/dashboard/alerts", "/dashboard/alerts?ended=", "/dashboard/alerts/rules?saved=", "/dashboard/starts", "/dashboard/quarantine", $"/dashboard/applications/{Recorded.Slug}/settings"];

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
    public async Task Text_of_clients_stays_text(string text)
    {
        Say(text);

        foreach (var path in Pages)
        {
            var page = await GetPageAsync(path.EndsWith('=') || path.EndsWith('/') ? path + Uri.EscapeDataString(text[..Math.Min(text.Length, 500)]) : path);

            InertPage.Check(page);
        }
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Text_of_clients_is_shown_whole_and_apart(string text)
    {
        Say(text);

        var application = await GetPageAsync(Pages[1]);
        var instance = await GetPageAsync(Pages[2]);

        Assert.Equal(text, (await GetPageAsync("/dashboard/runs/log?open=r1")).QuerySelector(".detail pre")!.Text());
        Assert.Equal(text, (await GetPageAsync("/dashboard/quarantine")).QuerySelector("pre")!.Text());
        Assert.Equal(text, application.QuerySelector("h1 > bdi")!.Text());
        Assert.Equal($"\u2068{text}\u2069 · Telemetry", application.Title);
        Assert.All(
            ["facts", "metrics", "labels"],
            section => Assert.Contains(instance.QuerySelectorAll($"section[aria-labelledby={section}] bdi"), shown => shown.Text() == text));
    }

    [Fact]
    public async Task Long_text_scrolls_in_a_box_of_its_own()
    {
        var text = new string('W', 10_000);
        Say(text);

        var application = await GetPageAsync(Pages[1]);
        var instance = await GetPageAsync(Pages[2]);

        var shown = application.All.Concat(instance.All).Where(element => element.ChildElementCount == 0 && element.Text().Length > 9_000).ToArray();
        Assert.All(
            shown.Where(element => element.LocalName is not ("title" or "code")),
            element => Assert.True(element.ClassList.Contains("short") || element.ClassList.Contains("boxed"), element.LocalName));
        Assert.All(shown.Where(element => element.ClassList.Contains("boxed")), element => Assert.Equal("0", element.GetAttribute("tabindex")));
        Assert.True(shown.Length > 10);
    }

    private void Say(string text)
    {
        var metrics = $"{{{Recorded.Text(text)}:1,\"label\":{Recorded.Text(text)}}}";
        var instance = Recorded.Instance(metrics: metrics, snapshots: $"[{Recorded.Snapshot(metrics)}]", text: text);
        var application = Recorded.Application(
            text, $"{{{Recorded.Text(text)}:1}}", $"[{{\"version\":{Recorded.Text(text)},\"count\":1}}]", github: text, top: text);
        Services.Say($"metrics/{text}", Recorded.Series($"{{{Recorded.Text(text)}:[1,2,3]}}"));
        Services.Say("overview", Recorded.Overview(1, 1, Recorded.Line(text, version: text)));
        Recorded.SayDays(Services, text);
        Services.Say($"instances/{Recorded.Id}/timeline", Recorded.Timeline(text));
        Services.Say("applications", $"[{application}]");
        Services.Say($"applications/{Recorded.Slug}", application);
        Services.Say("instances", $"[{instance}]");
        Services.Say($"instances/{Recorded.Id}", instance);
        Services.Total = 1;
        RecordedRuns.Say(Services, text);
        RecordedStarts.Say(Services, text);
        RecordedStarts.SayQuarantine(Services, text, text);
        RecordedAlerts.Say(Services, text);
    }
}
