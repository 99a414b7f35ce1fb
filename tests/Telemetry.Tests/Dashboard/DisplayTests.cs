using Microsoft.AspNetCore.Http;
using Telemetry.Dashboard;
using Telemetry.Dashboard.Display;

namespace Telemetry.Tests.Dashboard;

public sealed class DisplayTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0.0", "0")]
    [InlineData("7", "7")]
    [InlineData("1234567", "1,234,567")]
    [InlineData("-1234567.25", "-1,234,567.25")]
    [InlineData("5.000", "5")]
    [InlineData("0.30000000000000004", "0.3")]
    [InlineData("1e3", "1,000")]
    [InlineData("12345678901234567890", "12,345,678,901,234,567,890")]
    [InlineData("0.000001", "0.000001")]
    [InlineData("1.5e-9", "1.5E-09")]
    [InlineData("1e300", "1E+300")]
    [InlineData("1e999", "1e999")]
    [InlineData("99999999999999999.5", "100,000,000,000,000,000")]
    public void Numbers_have_separators_and_keep_decimals(string json, string shown) =>
        Assert.Equal(shown, Numbers.Text(JsonElement.Parse(json)));

    [Fact]
    public void A_sum_beyond_the_range_of_a_double_is_in_scientific_notation() =>
        Assert.Equal("-3.4E+308", Numbers.Text(JsonElement.Parse($"-34{new string('0', 307)}.5")));

    [Theory]
    [InlineData(0, 3, "0%")]
    [InlineData(1, 3, "33%")]
    [InlineData(2, 3, "67%")]
    [InlineData(3, 3, "100%")]
    [InlineData(1, 1000, "<1%")]
    [InlineData(999, 1000, "99%")]
    [InlineData(0, 0, "")]
    public void Shares_are_whole_percents(long part, long whole, string shown) => Assert.Equal(shown, Numbers.Share(part, whole));

    [Theory]
    [InlineData("2026-05-04T12:00:00Z", "just now")]
    [InlineData("2026-05-04T11:59:01Z", "just now")]
    [InlineData("2026-05-04T11:59:00Z", "1 minute ago")]
    [InlineData("2026-05-04T12:04:00Z", "in 4 minutes")]
    [InlineData("2026-05-04T11:00:01Z", "59 minutes ago")]
    [InlineData("2026-05-03T12:00:01Z", "23 hours ago")]
    [InlineData("2026-05-03T12:00:00Z", "1 day ago")]
    [InlineData("2026-04-04T12:00:00Z", "1 month ago")]
    [InlineData("2024-05-04T12:00:00Z", "2 years ago")]
    public void Times_are_relative(string time, string shown) =>
        Assert.Equal(shown, Times.Relative(Sample.Time(time), Sample.Now.UtcDateTime));

    [Theory]
    [InlineData("sys_os", true)]
    [InlineData("app_uptime_h", true)]
    [InlineData("cpu_percent", true)]
    [InlineData("memory_mb", true)]
    [InlineData("os", true)]
    [InlineData("arch", true)]
    [InlineData("go_version", true)]
    [InlineData("node_version", true)]
    [InlineData("members_count", false)]
    [InlineData("memory_mb_total", false)]
    [InlineData("system", false)]
    [InlineData("application", false)]
    [InlineData("OS", false)]
    [InlineData("", false)]
    public void System_metrics_are_recognised_by_their_keys(string key, bool isSystem) => Assert.Equal(isSystem, MetricSet.IsSystem(key));

    [Theory]
    [InlineData("", "12,345,678")]
    [InlineData("en-US", "12,345,678")]
    [InlineData("en;q=0.1, de-DE;q=0.9", "12.345.678")]
    [InlineData("fr-FR, en", "12\u202F345\u202F678")]
    [InlineData("sv", "12\u00A0345\u00A0678")]
    [InlineData("de-CH", "12’345’678")]
    [InlineData("en-IN", "1,23,45,678")]
    [InlineData("*, <script>", "12,345,678")]
    public void Numbers_have_the_separators_of_the_preferred_language(string languages, string shown)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.AcceptLanguage = languages;

        Assert.Equal(shown, 12_345_678.ToString("#,0", ReaderCulture.Choose(request.GetTypedHeaders().AcceptLanguage)));
    }

    [Theory]
    [InlineData("https://github.com/owner/repo", "https://github.com/owner/repo")]
    [InlineData("http://github.com/owner/repo", null)]
    [InlineData("javascript:alert(1)", null)]
    [InlineData("//github.com", null)]
    [InlineData("", null)]
    public void Only_https_is_linked(string address, string? link) => Assert.Equal(link, Links.External(address));

    [Theory]
    [InlineData("\0a\nb ", "ab")]
    [InlineData(" \t", "")]
    [InlineData(null, "")]
    [InlineData("123456789", "12345")]
    public void A_search_has_no_control_characters_and_a_maximal_length(string? search, string clean) =>
        Assert.Equal(clean, SearchText.Clean(search, maxLength: 5));
}
