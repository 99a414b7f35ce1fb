using Telemetry.Aggregation.Runs;

namespace Telemetry.Tests.Aggregation;

public sealed class ExitCodeTests
{
    private static readonly string[] Categories =
    [
        "network", "storage", "dependency", "permission", "timeout", "config", "resource", "unknown", "user_aborted", "apt",
        "command_not_found", "service", "database", "signal", "proxmox", "shell", "build", "preflight", "runtime",
    ];

    [Theory]
    [InlineData("shell", 1, 2)]
    [InlineData("shell", 126, 128)]
    [InlineData("curl and sysexits", 4, 95)]
    [InlineData("apt", 100, 102)]
    [InlineData("script validation", 103, 123)]
    [InlineData("signals, systemd, Python", 129, 165)]
    [InlineData("PostgreSQL", 170, 173)]
    [InlineData("MySQL", 180, 183)]
    [InlineData("MongoDB", 190, 193)]
    [InlineData("Proxmox", 200, 231)]
    [InlineData("tools", 232, 238)]
    [InlineData("Node.js", 239, 249)]
    [InlineData("application", 250, 254)]
    [InlineData("dpkg", 255, 255)]
    public void Every_code_of_the_protocol_has_a_description(string range, int first, int last)
    {
        var missing = Enumerable.Range(first, last - first + 1).Where(code => !ExitCodes.All.ContainsKey(code));

        Assert.True(!missing.Any(), $"{range}: {string.Join(", ", missing)}");
    }

    // Codes that several programs use.
    [Theory]
    [InlineData(63, "curl")]
    [InlineData(64, "Usage")]
    [InlineData(78, "Configuration")]
    [InlineData(79, "curl")]
    [InlineData(137, "Killed (SIGKILL)")]
    [InlineData(150, "systemd")]
    [InlineData(160, "Python")]
    [InlineData(159, "Bad system call (SIGSYS)")]
    [InlineData(255, "dpkg")]
    [InlineData(0, "Unknown")]
    [InlineData(199, "Unknown")]
    public void A_code_has_the_expected_description(int code, string start) =>
        Assert.StartsWith(start, ExitCodes.Describe(code), StringComparison.Ordinal);

    [Fact]
    public void Descriptions_are_unique_and_categories_are_those_of_the_protocol()
    {
        Assert.All(ExitCodes.All.Values, code => Assert.True(code.Category is null || Categories.Contains(code.Category), code.Category));
        Assert.All(ExitCodes.All.Values, code => Assert.NotEqual("unknown", code.Category));
        Assert.Equal(ExitCodes.All.Count, ExitCodes.All.Values.Select(code => code.Description).Distinct().Count());
    }
}
