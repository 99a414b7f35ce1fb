using Telemetry.Fleet;
using Telemetry.Fleet.Simulation;

namespace Telemetry.Tests.Fleet;

public sealed class FleetCommandTests
{
    [Theory]
    [InlineData("", 20, 0, 0)]
    [InlineData("--instances 200", 200, 0, 0)]
    [InlineData("--runs 5", 0, 5, 0)]
    [InlineData("--starts 5", 0, 0, 5)]
    [InlineData("--instances 3 --runs 4 --starts 5", 3, 4, 5)]
    [InlineData("--instances 0", 0, 0, 0)]
    [InlineData("--bad-script docker", 0, 100, 0)]
    [InlineData("--bad-script docker --runs 7", 0, 7, 0)]
    [InlineData("--bad-script docker --instances 3", 3, 100, 0)]
    public async Task A_line_without_counts_gives_20_instances_and_a_bad_script_gives_100_runs(
        string line, int instances, int runs, int starts)
    {
        FleetOptions? received = null;
        var command = FleetCommand.Create((options, _) =>
        {
            received = options;
            return Task.FromResult(0);
        });

        Assert.Equal(0, await command.Parse(line).InvokeAsync());

        Assert.NotNull(received);
        Assert.Equal((instances, runs, starts), (received.Instances, received.Runs, received.Starts));
    }

    [Theory]
    [InlineData("--runs -1", "--runs must not be negative")]
    [InlineData("--starts -1", "--starts must not be negative")]
    [InlineData("--instances -1", "--instances must not be negative")]
    [InlineData("--concurrency 0", "--concurrency must be at least 1")]
    [InlineData("--bad-script docker --fail 101", "--fail must be from 0 to 100")]
    [InlineData(
        "--bad-script 12345678901234567890123456789012345678901234567890123456789012345", "--bad-script must have 1 to 64 characters")]
    [InlineData("--history 31d", "--history must be at most 30d: older snapshots are refused")]
    public void An_error_names_the_invalid_option(string line, string message)
    {
        var command = FleetCommand.Create((_, _) => throw new InvalidOperationException("it must not play"));

        Assert.Equal([message], command.Parse(line).Errors.Select(error => error.Message));
    }
}
