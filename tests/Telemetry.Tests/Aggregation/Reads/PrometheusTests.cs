using System.Globalization;
using Microsoft.AspNetCore.Http;
using Telemetry.Aggregation.Reads.Starts;

namespace Telemetry.Tests.Aggregation.Reads;

/// <summary><c>GET /metrics</c> as Prometheus scrapes it.</summary>
[Collection(Servers.OfReads)]
public sealed class PrometheusTests(ReadsHost host) : ReadsTest<ReadsHost>(host)
{
    private const string Prometheus = "text/plain";
    private const string OpenMetrics = "application/openmetrics-text";

    [Theory]
    [InlineData(null, "application/json")]
    [InlineData("text/plain", Prometheus)]
    [InlineData("application/openmetrics-text", OpenMetrics)]
    public async Task The_Accept_header_selects_the_format_of_metrics(string? accept, string mediaType)
    {
        var response = await GetAsync("/metrics", accept: accept);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(mediaType, response.Content.Headers.ContentType?.MediaType);
        Assert.Contains("Accept", response.Headers.Vary);
    }

    [Theory]
    [InlineData(Prometheus)]
    [InlineData(OpenMetrics)]
    public async Task Without_data_all_metrics_are_zero(string format)
    {
        var samples = await ScrapeAsync(format);

        Assert.Equal(
            [
                "telemetry_installs_aborted_total", "telemetry_installs_failed_total", "telemetry_installs_pending",
                "telemetry_installs_success_total",
                "telemetry_installs_total", "telemetry_starts_total", "telemetry_success_rate",
            ],
            samples.Keys.Order(StringComparer.Ordinal));
        Assert.All(samples.Values, value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData(Prometheus)]
    [InlineData(OpenMetrics)]
    public async Task Hostile_names_are_escaped_in_labels(string format)
    {
        string[] names = ["Ghost", "a\"b", "back\\slash", "line\nbreak", "a\\nb", "x\"} 1\ny{z=\"", "Käse 🧀", "trailing\\"];
        foreach (var (name, number) in names.Select((name, number) => (name, number)))
        {
            await using var command = App.Database.CreateCommand(
                """
                with application as (insert into analytics.applications (slug, name) values ($1, $2) returning slug)
                insert into analytics.app_counts (app, total, active) select slug, $3 + 5, $3 from application
                """);
            command.Parameters.Add(new() { Value = $"slug-{number}" });
            command.Parameters.Add(new() { Value = name });
            command.Parameters.Add(new() { Value = number });
            await command.ExecuteNonQueryAsync();
        }

        var samples = await ScrapeAsync(format);

        foreach (var (name, number) in names.Select((name, number) => (name, number)))
            Assert.Equal(number, samples[$"telemetry_instances_active app={name}"]);
        Assert.Equal(names.Length, samples.Keys.Count(key => key.StartsWith("telemetry_instances_active", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Active_instances_are_labelled_with_the_name_of_their_application()
    {
        await App.StoreAsync(
            new TestInstance("My App").Becomes(InstanceStatus.Active),
            new TestInstance("My App").Becomes(InstanceStatus.Revoked),
            new TestInstance("Other").Becomes(InstanceStatus.Pending));

        var samples = await ScrapeAsync(Prometheus);

        Assert.Equal(1, samples["telemetry_instances_active app=My App"]);
        Assert.Equal(0, samples["telemetry_instances_active app=Other"]);
    }

    // A strict parser: every family has HELP and TYPE once before its samples, and samples belong to the family above them.
    private async Task<Dictionary<string, double>> ScrapeAsync(string format)
    {
        var response = await GetAsync("/metrics", accept: format);
        Assert.Equal(
            format == Prometheus
                ? "text/plain; version=0.0.4; charset=utf-8"
                : "application/openmetrics-text; version=1.0.0; charset=utf-8",
            response.Content.Headers.ContentType?.ToString());
        var text = await response.Content.ReadAsStringAsync();
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', text);
        var lines = text[..^1].Split('\n').ToList();
        if (format == OpenMetrics)
        {
            Assert.Equal("# EOF", lines[^1]);
            lines.RemoveAt(lines.Count - 1);
        }

        var samples = new Dictionary<string, double>(StringComparer.Ordinal);
        var families = new HashSet<string>(StringComparer.Ordinal);
        var (family, type) = ("", "");
        foreach (var line in lines)
        {
            if (line.StartsWith("# ", StringComparison.Ordinal))
            {
                var words = line.Split(' ', 4);
                if (words[1] == "HELP")
                {
                    family = words[2];
                    Assert.True(families.Add(family), $"{family} twice");
                    Assert.Matches("^[a-z_]+$", family);
                    continue;
                }

                Assert.Equal(("TYPE", family), (words[1], words[2]));
                type = words[3];
                Assert.Contains(type, new[] { "counter", "gauge" });
                Assert.Equal(type == "counter" && format == Prometheus, family.EndsWith("_total", StringComparison.Ordinal));
                continue;
            }

            var (name, labels, value) = Sample(line);
            Assert.Equal(type == "counter" && format == OpenMetrics ? $"{family}_total" : family, name);
            samples.Add(labels.Length == 0 ? name : $"{name} {labels}", value);
        }

        return samples;
    }

    // name, or name{label="value"}, a space and a number.
    private static (string Name, string Labels, double Value) Sample(string line)
    {
        var end = line.IndexOfAny(['{', ' ']);
        Assert.True(end > 0, line);
        var name = line[..end];
        if (line[end] == ' ')
            return (name, "", double.Parse(line[(end + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture));

        var equals = line.IndexOf('=', end);
        Assert.Equal('"', line[equals + 1]);
        var value = new StringBuilder();
        var at = equals + 2;
        for (; line[at] != '"'; at++)
        {
            if (line[at] != '\\')
            {
                value.Append(line[at]);
                continue;
            }

            at++;
            value.Append(line[at] switch { 'n' => '\n', '"' => '"', '\\' => '\\', _ => throw new FormatException(line) });
        }

        Assert.Equal("\"} ", line[at..(at + 3)]);
        return (name, $"{line[(end + 1)..equals]}={value}", double.Parse(
            line[(at + 3)..], NumberStyles.Float, CultureInfo.InvariantCulture));
    }
}

/// <summary>The format of metrics by the Accept header.</summary>
public sealed class MetricsFormatTests
{
    [Theory]
    [InlineData(null, "application/json")]
    [InlineData("*/*", "application/json")]
    [InlineData("application/json", "application/json")]
    [InlineData("application/json, text/plain, */*", "application/json")]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/json")]
    [InlineData("text/plain;q=0.4,application/json;q=0.5", "application/json")]
    [InlineData("text/plain;q=0", "application/json")]
    [InlineData("image/png", "application/json")]
    [InlineData("not a header", "application/json")]
    [InlineData("text/plain", "text/plain")]
    [InlineData("TEXT/PLAIN", "text/plain")]
    [InlineData("text/*", "text/plain")]
    [InlineData("text/plain;version=0.0.4;charset=utf-8", "text/plain")]
    [InlineData("text/plain;version=0.0.4;q=0.6,application/json;q=0.5", "text/plain")]
    [InlineData("text/plain;version=0.0.4;q=0.5,*/*;q=0.1", "text/plain")]
    [InlineData("application/openmetrics-text;q=0,text/plain;q=0.1", "text/plain")]
    [InlineData("application/openmetrics-text", "application/openmetrics-text")]
    [InlineData("application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1", "application/openmetrics-text")]
    [InlineData(
        "application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,"
            + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
        "application/openmetrics-text")]
    public void The_supported_format_with_the_highest_quality_in_Accept_is_chosen(string? accept, string mediaType)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.Accept = accept;

        Assert.Equal(mediaType, MetricsFormat.For(request.GetTypedHeaders().Accept).MediaType);
    }
}
