using Aspire.Dashboard.Display;

namespace Telemetry.Tests.DeveloperDashboard;

public sealed class AnsiTests
{
    [Theory]
    [InlineData("plain", "plain:")]
    [InlineData("\u001b[32minfo\u001b[39m: told", "info:ansi-32|: told:")]
    [InlineData("\u001b[1m\u001b[41mfail\u001b[0m!", "fail:ansi-41 ansi-bold|!:")]
    [InlineData("\u001b[1;97mA\u001b[22mB\u001b[mC", "A:ansi-97 ansi-bold|B:ansi-97|C:")]
    [InlineData("\u001b[38;5;31ma\u001b[38;2;31;32;33mb\u001b[33mc", "a:|b:|c:ansi-33")]
    [InlineData("\u001b[2J\u001b[10;10Hcursor\u0007\u001b]0;title", "cursor0;title:")]
    [InlineData("\u001b[", "")]
    [InlineData("\u001b", "")]
    [InlineData("\u001b[31", "")]
    [InlineData("<b>\t\u001b[99999999999mx", "<b>\t:|x:")]
    public void Colours_become_classes_and_the_rest_is_left_out(string line, string pieces) =>
        Assert.Equal(pieces, string.Join('|', Ansi.Parse(line).Select(piece => $"{piece.Text}:{piece.Classes}")));
}
