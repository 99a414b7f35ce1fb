using System.Runtime.InteropServices;
using System.Text.Json;
using Telemetry.Contracts;

namespace Telemetry.Aggregation.Intake;

/// <summary>What makes a report unfit for storing, beyond what the database itself refuses.</summary>
internal static class ReportCheck
{
    // PostgreSQL keeps numbers exactly: 1e-16000 takes six bytes in a report and eight thousand in a row. Doubles end at 1e-324 and 1e308.
    private const int MostDigits = 400;

    /// <summary>The reason, or null if there is none.</summary>
    public static string? Fault(Report report) => report switch
    {
        SnapshotReceived { Metrics.ValueKind: not JsonValueKind.Object } => "metrics: not an object",
        SnapshotReceived snapshot when HasUnusableNumber(snapshot.Metrics) => "metrics: a number is out of range",
        _ => null,
    };

    private static bool HasUnusableNumber(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Any(property => HasUnusableNumber(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().Any(HasUnusableNumber),
        JsonValueKind.Number => IsUnusable(element),
        _ => false,
    };

    private static bool IsUnusable(JsonElement number)
    {
        var text = JsonMarshal.GetRawUtf8Value(number);
        if (text.Length > MostDigits || !number.TryGetDouble(out var value) || !double.IsFinite(value))
            return true;

        var exponent = text.IndexOfAny((byte)'e', (byte)'E');
        return exponent >= 0 && (!int.TryParse(text[(exponent + 1)..], out var power) || Math.Abs((long)power) > MostDigits);
    }
}
