using System.Text.RegularExpressions;

namespace Telemetry.Aggregation.Runs;

/// <summary>
/// An error text as the scripts build it: a heading <c>exit_code=1 | what the code usually means | at line 23: the command</c>, a line
/// <c>---</c>, and the log's last lines. Any part may be missing, and other clients send something else.
/// </summary>
internal static partial class ErrorText
{
    public static string WithoutHeading(string error) => Heading().Replace(error, "", count: 1);

    [GeneratedRegex(
        @"\A\s*exit_code=\d+ \|[^\n]*(\n---[ \t\r]*(\n|\z)|\n|\z)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Heading();
}
