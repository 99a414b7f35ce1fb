using System.Globalization;

namespace Telemetry.Aggregation.Reads.Alerts;

/// <summary>Where a page of incidents begins: after this one.</summary>
/// <param name="At">Its time (UTC, microseconds).</param>
/// <param name="Id">It.</param>
internal sealed record IncidentCursor(DateTime At, Guid Id)
{
    private const char Separator = '.';

    /// <summary>As an answer gives it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At.Ticks}{Separator}{Id:n}");

    /// <summary>As a query gives it back; null: it is not one.</summary>
    public static IncidentCursor? Parse(string text) =>
        text.Split(Separator) is [var ticks, var id]
        && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
        && at <= DateTime.MaxValue.Ticks
        && Guid.TryParseExact(id, "n", out var guid)
            ? new(new DateTime(at, DateTimeKind.Utc), guid)
            : null;
}
