using Telemetry.Aggregation.Runs;

namespace Telemetry.Tests.Aggregation;

public sealed class ErrorTextTests
{
    private const string Heading = "exit_code=1 | General error / Operation not permitted | at line 23: npm install -g t3\n---\n";

    [Theory]
    // The exit code decides.
    [InlineData(100, "permission denied", "network", "apt")]
    [InlineData(6, "", "", "network")]
    [InlineData(28, "", "", "timeout")]
    [InlineData(127, "", "", "command_not_found")]
    [InlineData(137, "", "", "resource")]
    [InlineData(214, "", "", "storage")]
    [InlineData(209, "", "", "proxmox")]
    [InlineData(171, "", "", "database")]
    // A generic code, or one that two programs share: the text decides.
    [InlineData(1, "E: Unable to locate package foo", "", "apt")]
    [InlineData(101, "error: could not compile `diesel` (lib)", "", "build")]
    [InlineData(101, "E: Unable to locate package libssl-dev\nerror: could not compile `x`", "", "apt")]
    [InlineData(101, "", "", "unknown")]
    [InlineData(null, "mkdir: cannot create directory: No space left on device", "", "storage")]
    [InlineData(1, "curl: (6) Could not resolve host: <host>", "", "network")]
    [InlineData(1, "bash: line 3: npm: command not found", "", "command_not_found")]
    [InlineData(1, "tar: out of memory", "", "resource")]
    [InlineData(1, "ERROR: the job timed out", "", "timeout")]
    [InlineData(1, "ModuleNotFoundError: No module named 'x'", "", "dependency")]
    [InlineData(1, "psql: error: role does not exist", "", "database")]
    [InlineData(1, "Failed to start Foo.", "", "service")]
    [InlineData(1, "unable to create CT 101", "", "proxmox")]
    [InlineData(1, "foo.sh: line 3: X: unbound variable", "", "shell")]
    [InlineData(1, "Segmentation fault", "", "signal")]
    [InlineData(1, "Interrupted by user", "", "user_aborted")]
    [InlineData(1, "Traceback (most recent call last):", "", "runtime")]
    // The heading, which describes the exit code, is ignored.
    [InlineData(1, Heading + "npm error code E404", "", "unknown")]
    [InlineData(1, "exit_code=1 | General error / Operation not permitted", "", "unknown")]
    [InlineData(1, "exit_code=1 | General error / Operation not permitted\n---\nCreating filesystem with 262144 blocks", "", "unknown")]
    [InlineData(1, Heading + "install: cannot create regular file: Permission denied", "", "permission")]
    // Neither code nor text decides: the category that the client sent.
    [InlineData(1, "alas", "config", "config")]
    [InlineData(null, "", "build", "build")]
    [InlineData(199, "", "", "unknown")]
    [InlineData(null, "", "", "unknown")]
    public void The_category_comes_from_exit_code_then_text_then_client(
        int? exitCode, string error, string sentCategory, string expected) =>
        Assert.Equal(expected, ErrorCategory.Of(exitCode, error, sentCategory));

    [Theory]
    [InlineData("", "")]
    [InlineData(" \n \r\n", "")]
    [InlineData("alas", "alas")]
    // The last line that looks like an error, else the last line with letters.
    [InlineData("one\ntwo\nthree\n", "three")]
    [InlineData("Reading package lists...\nE: Unable to locate package foo\nLog saved.", "E: Unable to locate package foo")]
    [InlineData("error: first\nerror: second\nbye", "error: second")]
    [InlineData("fetching\n------\n12 34\n", "fetching")]
    [InlineData(Heading + "npm error code E404", "npm error code E404")]
    [InlineData("exit_code=1 | General error", "General error")]
    [InlineData("exit_code=137 | Killed (out of memory?)\n---\n", "Killed (out of memory?)")]
    // Values that differ between machines are replaced.
    [InlineData("error at line 17 of 204", "error at line <n> of <n>")]
    [InlineData("2026-05-04T12:13:14.567Z ERROR boom", "<time> ERROR boom")]
    [InlineData("[12:13:14] ERROR boom", "[<time>] ERROR boom")]
    [InlineData("cannot open '/usr/local/bin/x': Permission denied", "cannot open '<name>': Permission denied")]
    [InlineData("error: could not compile `diesel` (lib)", "error: could not compile `<name>` (lib)")]
    [InlineData("failed: /var/lib/lxc/101/rootfs is missing", "failed: /var/lib/lxc/<n>/rootfs is missing")]
    [InlineData("failed to read /tmp/tmp.aB3xYz9/install.log", "failed to read <temp>")]
    [InlineData("panic at 0x7ffe12ab", "panic at <hex>")]
    [InlineData("container deadbeef42ca failed", "container <hex> failed")]
    [InlineData("job 0b9c2f6e-8f35-4f0e-9c59-7d5d9f6f3a11 failed", "job <hex> failed")]
    [InlineData("node v18.17.1 not found", "node <n> not found")]
    [InlineData("version 18.17.1 not found", "version <n> not found")]
    [InlineData("python3.11: libssl1.1: E404 error", "python3.11: libssl1.1: E404 error")]
    [InlineData("\u001b[31m[ERROR]\u001b[0m   in\tline 5", "[ERROR] in line <n>")]
    public void A_pattern_is_the_error_line_without_machine_specific_values(string error, string expected) =>
        Assert.Equal(expected, ErrorPattern.Of(error));

    [Fact]
    public void A_pattern_is_cut_to_120_characters_without_splitting_a_surrogate_pair()
    {
        var pattern = ErrorPattern.Of($"error: {new string('x', 112)}{string.Concat(Enumerable.Repeat("\U0001F600", 20))}");

        Assert.Equal(119, pattern.Length);
        Assert.False(char.IsSurrogate(pattern[^1]));
    }

    [Fact]
    public void Errors_that_differ_only_in_machine_specific_values_share_a_pattern()
    {
        Assert.Equal(
            ErrorPattern.Of("2026-05-04 12:13:14 failed to start CT 101: timeout after 30s (pid 4711)"),
            ErrorPattern.Of("2026-11-21 01:02:03 failed to start CT 204: timeout after 7s (pid 12)"));
    }

    [Fact]
    public void The_largest_texts_are_read_within_the_time_limit_of_the_expressions()
    {
        foreach (var text in (string[])[new('a', 131_072), new('0', 131_072), new('\'', 131_072), new('\n', 131_072), new('/', 131_072),
            string.Concat(Enumerable.Repeat("exit_code=1 | ", 9_000))])
        {
            ErrorPattern.Of(text);
            ErrorCategory.Of(1, text, "");
        }
    }
}
