using Telemetry.Contracts.Reads;

namespace Telemetry.Tests.Aggregation.Reads;

public sealed class CompactJsonTests
{
    [Theory]
    [InlineData("{\"users\" : 1, \n \"of\" : [1, 2]}", "{\"users\":1,\"of\":[1,2]}")]
    [InlineData("[\"a  b\\\" : \\\\\" , \"ü\"]", "[\"a  b\\\" : \\\\\",\"ü\"]")]
    public void White_space_is_removed_between_tokens_and_stays_in_strings(string json, string compact) =>
        Assert.Equal(compact, Encoding.UTF8.GetString(CompactJson.Of(Encoding.UTF8.GetBytes(json))));
}
