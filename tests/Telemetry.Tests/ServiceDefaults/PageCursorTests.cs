using System.Buffers.Text;
using Telemetry.ServiceDefaults.Reads;

namespace Telemetry.Tests.ServiceDefaults;

public sealed class PageCursorTests
{
    private static readonly Guid Id = Guid.Parse("0196f3a2-0000-7000-8000-000000000001");

    [Fact]
    public void A_cursor_survives_a_round_trip()
    {
        var cursor = new PageCursor("-metric", "3.5", Id);

        Assert.Equal(cursor, PageCursor.Parse(cursor.ToString()));
        Assert.Matches("^[A-Za-z0-9_-]+$", cursor.ToString());
    }

    [Fact]
    public void A_time_keeps_its_microseconds()
    {
        var time = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc).AddTicks(1_234_567);

        Assert.Equal(
            (time, Id),
            PageCursor.ParseTime(PageCursor.Of(time, Id).ToString()) is { } cursor ? (cursor.Time!.Value, cursor.Id) : default);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("!!!!")]
    [InlineData("bnVsbA")]
    [InlineData("W10")]
    [InlineData("e30")]
    public void An_invalid_cursor_parses_to_null(string text) => Assert.Null(PageCursor.Parse(text));

    [Theory]
    [InlineData("yesterday")]
    [InlineData("2026-01-02")]
    [InlineData("2026-01-02T03:04:05.0000000")]
    [InlineData("2026-01-02T03:04:05.0000000+01:00")]
    public void A_cursor_without_a_UTC_time_parses_to_null_as_a_time(string value) =>
        Assert.Null(PageCursor.ParseTime(new PageCursor("", value, Id).ToString()));

    [Fact]
    public void A_too_long_cursor_parses_to_null()
    {
        var json = $$"""{"Order":"","Value":"{{new string('1', 4000)}}","Id":"{{Id}}"}""";

        Assert.Null(PageCursor.Parse(Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json))));
    }

    [Fact]
    public void A_row_beyond_the_limit_makes_a_next_cursor()
    {
        Assert.Equal((2, null), (Of(2).Items.Count, Of(2).Next));
        Assert.Equal((3, null), (Of(3).Items.Count, Of(3).Next));
        Assert.Equal((3, "2"), (Of(4).Items.Count, Of(4).Next?.Value));

        static Page<int> Of(int rows) => Page.Of([.. Enumerable.Range(0, rows)], limit: 3, row => new PageCursor("", $"{row}", Id));
    }
}
