using System.Text.Json.Serialization;
using Telemetry.Aggregation.Data;
using Telemetry.Aggregation.Suppression;
using Telemetry.Contracts.Reads;

namespace Telemetry.Tests.Aggregation.Reads;

/// <summary>The public response of a record depends on the attributes of its members, not on their names.</summary>
public sealed class SuppressionTests
{
    private static readonly DateTime Day = new(2026, 1, 2, 0, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData(0, "0")]
    [InlineData(1, "null")]
    [InlineData(4, "null")]
    [InlineData(5, "5")]
    [InlineData(-3, "-3")]
    public void A_count_from_1_to_4_is_null(long count, string expected)
    {
        Assert.Equal($$"""{"app":"a","count":{{expected}}}""", Public(new AppCount("a", count)));
        Assert.Equal($$"""{"versions":[{"version":"1","instances":[{{expected}},7]}]}""", Public(new Nested([new("1", [count, 7])])));
    }

    [Theory]
    [InlineData(90, 1, "90,null,0,0,null")]
    [InlineData(1, 90, "null,90,0,0,null")]
    [InlineData(90, 10, "90,10,0,0,90")]
    [InlineData(95, 0, "95,0,0,0,90")]
    public void A_rate_is_null_when_one_of_its_counts_is_null(long success, long failed, string expected)
    {
        var runs = JsonDocument.Parse(Public(new Script { Success = success, Failed = failed, SuccessRate = 90 })).RootElement;

        Assert.Equal(
            expected,
            string.Join(
                ',',
                new[]
                {
                    "success", "failed", "aborted", "installing", "success_rate",
                }.Select(name => runs.GetProperty(name).GetRawText())));
    }

    [Fact]
    public void A_small_value_is_shown_when_its_count_is_shown()
    {
        Assert.Contains("\"avg_cores\":2,", Public(new ResourceDay { Runs = 30, AvgCores = 2 }), StringComparison.Ordinal);
        Assert.Contains("\"avg_cores\":null,", Public(new ResourceDay { Runs = 3, AvgCores = 2.3 }), StringComparison.Ordinal);
        Assert.Contains(
            "\"top_exit_code\":1,",
            Public(new AppErrors { FailedCount = 9, TopExitCode = 1, TopCategory = "apt" }),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_and_times_are_hidden_when_their_count_is_null()
    {
        var errors = Public(new AppErrors
        {
            FailedCount = 2,
            AbortedCount = 0,
            TopExitCode = 100,
            TopCategory = "apt",
            TopError = "secret",
        });

        Assert.Contains("\"failed_count\":null,\"aborted_count\":0,", errors, StringComparison.Ordinal);
        Assert.Contains("\"top_exit_code\":null,\"top_error\":\"\",\"top_category\":null", errors, StringComparison.Ordinal);
        Assert.Contains(
            "\"last_seen_at\":null",
            Public(new ApplicationOverview { TotalInstances = 9, ActiveInstances = 1, LastSeenAt = Day }),
            StringComparison.Ordinal);
        Assert.Contains(
            "\"last_seen_at\":\"2026-01-02T00:00:00Z\"",
            Public(new ApplicationOverview { TotalInstances = 9, LastSeenAt = Day }),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_that_is_no_count_is_shown() =>
        Assert.Contains("\"days_old\":3", Public(new Script { DaysOld = 3 }), StringComparison.Ordinal);

    [Fact]
    public void Lists_for_the_admin_are_empty()
    {
        var summary = Public(new RunSummary
        {
            ErrorAnalysis = [new("secret", 9, 9, "a")],
            RecentRecords = [new() { ExecutionId = "secret" }],
        });

        Assert.Contains("\"error_analysis\":[]", summary, StringComparison.Ordinal);
        Assert.Contains("\"recent_records\":[]", summary, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"page":2,"success_rate":3,"deep":{"days_old":1}}""", """{"page":null,"success_rate":null,"deep":{"days_old":null}}""")]
    [InlineData(
        """{"value":1.5,"below":-3,"huge":1e300,"exact":90071992547409930.5}""",
        """{"value":1.5,"below":-3,"huge":1e300,"exact":90071992547409930.5}""")]
    [InlineData("""{"count":4.0,"list":[1,7,{"b":2}],"text":"3"}""", """{"count":null,"list":[null,7,{"b":null}],"text":"3"}""")]
    public void Metrics_of_clients_are_suppressed_by_value_and_not_by_name(string metrics, string expected) =>
        Assert.Contains($"\"metrics\":{expected}", Public(new Application { Metrics = new(metrics) }), StringComparison.Ordinal);

    [Fact]
    public void A_member_omitted_for_the_admin_is_omitted_for_the_public() =>
        Assert.DoesNotContain("metrics", Public(new Application()), StringComparison.Ordinal);

    [Fact]
    public void JSON_from_the_database_is_suppressed_like_a_record() => Assert.Equal(
        """{"repo_slugs":[{"slug":"a/b","count":7},{"slug":"c/d","count":null}]}""",
        Encoding.UTF8.GetString(PublicJson.Write<RepoSlugList>(Encoding.UTF8.GetBytes("""{"repo_slugs" : [{"slug":"a/b","count":7},"""
            + """ {"slug":"c/d","count":3}]}"""))));

    [Fact]
    public void Renaming_members_in_JSON_does_not_change_suppression()
    {
        var script = new Script { Total = 3, Success = 90, Failed = 1, SuccessRate = 98.9, DaysOld = 3, InstallsPerDay = 1 };
        var renamed = PublicJson.WithSuppression(new(Json.Options) { PropertyNamingPolicy = new Renamed() });

        var values = JsonDocument.Parse(Public(script)).RootElement.EnumerateObject().Select(member => member.Value.GetRawText());
        var other = JsonDocument.Parse(JsonSerializer.Serialize(script, renamed)).RootElement.EnumerateObject().ToList();

        Assert.Equal(values, other.Select(member => member.Value.GetRawText()));
        Assert.All(other, member => Assert.StartsWith("renamed_", member.Name, StringComparison.Ordinal));
        Assert.Equal("""{"days_old":null}""", Public(new Misleading(3)));
    }

    [Fact]
    public void A_type_with_undeclared_members_is_refused()
    {
        Assert.Throws<InvalidOperationException>(() => PublicJson.Verify(typeof(UndeclaredRate)));
        Assert.Throws<InvalidOperationException>(() => PublicJson.Verify(typeof(UndeclaredElement)));
        Assert.Throws<InvalidOperationException>(() => PublicJson.Verify(typeof(UndeclaredObject)));
        Assert.Throws<InvalidOperationException>(() => PublicJson.Verify(typeof(WithoutItsCount)));
        Assert.Throws<InvalidOperationException>(() => PublicJson.Verify(typeof(IReadOnlyList<long>)));
        Assert.Throws<InvalidOperationException>(() => PublicJson.Verify(typeof(JsonElement)));
        PublicJson.Verify(typeof(RunSummary));
    }

    private static string Public<T>(T value) => Encoding.UTF8.GetString(PublicJson.Write(value));

    private sealed record Nested(IReadOnlyList<VersionSeries> Versions);

    private sealed record Misleading([property: JsonPropertyName("days_old")] long Count);

    private sealed record UndeclaredRate(long Count, double Rate);

    private sealed record UndeclaredElement(JsonElement Any);

    private sealed record UndeclaredObject(object Any);

    private sealed record WithoutItsCount([property: SuppressedWith("Count")] double Rate);

    private sealed class Renamed : JsonNamingPolicy
    {
        public override string ConvertName(string name) => $"renamed_{name}";
    }
}
