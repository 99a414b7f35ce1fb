using System.Text;
using Telemetry.Aggregation.Reads.Public;

namespace Telemetry.Tests.Aggregation.Reads;

public sealed class SmallCountsTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("""{"count":0}""", """{"count":0}""")]
    [InlineData("""{"count":1}""", """{"count":null}""")]
    [InlineData("""{"count":4}""", """{"count":null}""")]
    [InlineData("""{"count":4.0}""", """{"count":null}""")]
    [InlineData("""{"count":5}""", """{"count":5}""")]
    [InlineData("""{"nobody_knows":3}""", """{"nobody_knows":null}""")]
    [InlineData("""[{"a":[1,7,{"b":2}]}]""", """[{"a":[null,7,{"b":null}]}]""")]
    [InlineData("""{"days_old":3,"text":"3","list":[]}""", """{"days_old":3,"text":"3","list":[]}""")]
    [InlineData("""{"success":90,"failed":1,"success_rate":98.9}""", """{"success":90,"failed":null,"success_rate":null}""")]
    [InlineData("""{"success_rate":98.9,"success":1,"failed":90}""", """{"success_rate":null,"success":null,"failed":90}""")]
    [InlineData("""{"success":90,"failed":10,"aborted":2,"success_rate":90}""", """{"success":90,"failed":10,"aborted":null,"success_rate":90}""")]
    [InlineData("""{"runs":3,"avg_cores":2.3}""", """{"runs":null,"avg_cores":null}""")]
    [InlineData("""{"runs":30,"avg_cores":2}""", """{"runs":30,"avg_cores":2}""")]
    [InlineData("""{"failed_count":2,"aborted_count":0,"top_exit_code":100,"top_category":"apt"}""", """{"failed_count":null,"aborted_count":0,"top_exit_code":null,"top_category":null}""")]
    [InlineData("""{"metrics":{"page":2,"success_rate":3,"deep":{"days_old":1}}}""", """{"metrics":{"page":null,"success_rate":null,"deep":{"days_old":null}}}""")]
    [InlineData("""{"value":1.5,"below":-3,"huge":1e300}""", """{"value":1.5,"below":-3,"huge":1e300}""")]
    public void Hides_what_may_be_one_person(string json, string open) =>
        Assert.Equal(open, Encoding.UTF8.GetString(SmallCounts.HideInJson(Encoding.UTF8.GetBytes(json))));

    [Theory]
    [InlineData("# HELP a_total 3 words 3\n# TYPE a_total counter\na_total 3\nb{app=\"x 4\"} 5\n", "# HELP a_total 3 words 3\n# TYPE a_total counter\nb{app=\"x 4\"} 5\n")]
    [InlineData("a_total 7\na_rate 50\n", "a_total 7\na_rate 50\n")]
    [InlineData("a_total 4\nb_total 4000\na_rate 50\n# EOF\n", "b_total 4000\n# EOF\n")]
    public void Leaves_samples_out(string exposition, string open) =>
        Assert.Equal(open, Encoding.UTF8.GetString(SmallCounts.HideInExposition(Encoding.UTF8.GetBytes(exposition))));
}
