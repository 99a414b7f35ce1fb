using System.Globalization;
using Telemetry.Notifications.AlertTexts;

namespace Telemetry.Tests.Notifications;

/// <summary>Subject and text of mails.</summary>
public sealed class NoticeTests
{
    [Fact]
    public void Many_incidents_make_one_mail_that_lists_the_first_twenty()
    {
        var notice = IncidentsNotice.Of(Messages.Opened([.. Enumerable.Range(0, 500).Select(i => $"script-{i}")]), publicUrl: null);

        Assert.StartsWith("[Telemetry] 500 new: script-0, script-1, ", notice.Subject, StringComparison.Ordinal);
        Assert.All(new[] { notice.Text, notice.Html }, body =>
        {
            Assert.Contains("script-19", body, StringComparison.Ordinal);
            Assert.DoesNotContain("script-20", body, StringComparison.Ordinal);
            Assert.Contains("and 480 more", body, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Steps_are_counted_by_kind_in_the_subject()
    {
        var change = Messages.Changed(
            Messages.Step("a", IncidentStepKind.Ended),
            Messages.Step("b"),
            Messages.Step("c"),
            Messages.Step("", IncidentStepKind.Worsened));

        var notice = IncidentsNotice.Of(change, publicUrl: null);

        Assert.Equal("[Telemetry] 2 new, 1 worse, 1 over: a, b, c, All runs", notice.Subject);
    }

    [Theory]
    [InlineData("debian", "debian")]
    [InlineData("a\r\nBcc: b", "a Bcc: b")]
    [InlineData("a\u0000\u0007\u001b[31mb", "a[31mb")]
    [InlineData("a\u202egnp.exe\u2066\u200bb\ufeff", "agnp.exeb")]
    [InlineData("\u2028a \t b\u2029", "a b")]
    [InlineData("👩\u200d🚒", "👩\u200d🚒")]
    [InlineData("0123456789", "0123456789")]
    [InlineData("0123456789a", "012345678…")]
    [InlineData("😀😀😀😀😀😀😀😀😀😀😀", "😀😀😀😀😀😀😀😀😀…")]
    [InlineData("", "")]
    public void Text_is_reduced_to_one_line_without_invisible_characters(string text, string expected) =>
        Assert.Equal(expected, SafeText.Line(text, max: 10));

    [Fact]
    public void A_mail_is_ASCII_and_loads_no_external_content()
    {
        Notice[] notices =
        [
            IncidentsNotice.Of(Messages.Opened("😀 <img src=x onerror=alert(1)>"), new Uri("https://telemetry.example.org/base/")),
            DigestNotice.Of(Messages.Week(), publicUrl: null),
            TestNotice.Of(Messages.Test(), publicUrl: null),
        ];

        Assert.All(notices, notice =>
        {
            Assert.True(notice.Html.All(char.IsAscii));
            var html = notice.Html.Replace("&lt;img src=", "", StringComparison.Ordinal);
            foreach (var tag in new[] { "<img", "<script", "<link", "url(", "src=", "@import" })
                Assert.DoesNotContain(tag, html, StringComparison.OrdinalIgnoreCase);
        });
        Assert.Contains("href=\"https://telemetry.example.org/base/dashboard/alerts\"", notices[0].Html, StringComparison.Ordinal);
        Assert.DoesNotContain("<a ", notices[1].Html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_digest_lists_the_week_beside_the_one_before()
    {
        var notice = DigestNotice.Of(Messages.Week(), publicUrl: null);

        Assert.Equal(
            [
                "Week of 27 April 2026", "This week Before", "Runs 1,200 1,000", "Success rate 87.0 % 91.8 %", "Failed 150 80",
                "Aborted 50 20", "Starts 340 400", "Active instances 57 57",
                "Most used scripts", "Script Runs Success rate", "debian 400 96.2 %", "homeassistant 200 63.2 %",
                "Scripts that fail most often", "Script Failed Success rate", "homeassistant 70 63.2 %",
                "New versions", "Version Instances Of all", "paste 2.1.0 12 30.0 %",
                "--", "Sent by Telemetry. Times are UTC.",
            ],
            from line in notice.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            select string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal(new DateTimeOffset(2026, 5, 4, 0, 0, 0, TimeSpan.Zero), notice.At);
        Assert.Contains(87.0.ToString("0.0", CultureInfo.InvariantCulture), notice.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_week_without_runs_makes_a_digest()
    {
        var nothing = new RunSums(0, 0, 0, 0);

        var notice = DigestNotice.Of(
            Messages.Week() with { Runs = nothing, TopScripts = [], WorstScripts = [], NewVersions = [] }, publicUrl: null);

        Assert.Equal("[Telemetry] Week of 27 April 2026: 0 runs, – succeeded", notice.Subject);
    }
}
