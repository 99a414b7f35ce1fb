using System.Numerics;
using System.Text.Json;

namespace Telemetry.Dashboard.Display;

/// <summary>
/// Formats numbers with the separators of <see cref="CultureInfo.CurrentCulture"/>, which <see cref="ReaderCulture"/> sets to the reader's.
/// </summary>
internal static class Numbers
{
    private const string Whole = "#,0";
    private const string Fraction = "#,0.###############";

    public const string None = "–";

    /// <summary>1234567 is 1,234,567.</summary>
    public static string Text(long number) =>
        number == SuppressedCount.Value ? SuppressedCount.Text : number.ToString(Whole, CultureInfo.CurrentCulture);

    /// <summary>87.25 is 87.3: at most one decimal; a dash for none.</summary>
    public static string Rounded(double number) => double.IsNaN(number) ? None : number.ToString("#,0.#", CultureInfo.CurrentCulture);

    /// <summary>87.25 is 87.3%; a dash for none.</summary>
    public static string Percent(double number) => double.IsNaN(number) ? None : $"{Rounded(number)}%";

    /// <summary>
    /// 1234.5 is 1,234.5. Whole numbers keep all digits, others the 15 that a double holds reliably, so that 0.1 + 0.2 is 0.3. Numbers
    /// outside the range of a decimal are in scientific notation.
    /// </summary>
    public static string Text(JsonElement number)
    {
        if (number.TryGetDecimal(out var exact) && decimal.IsInteger(exact) && exact != 0)
            return exact.ToString(Whole, CultureInfo.CurrentCulture);

        return number.TryGetDouble(out var approximate) && double.IsFinite(approximate) ? Text(approximate) : HugeText(number.GetRawText());
    }

    /// <summary>1234.5 is 1,234.5, to 15 digits.</summary>
    public static string Text(double number)
    {
        var rounded = number.ToString("G15", CultureInfo.InvariantCulture);
        return Math.Abs(number) is 0 or (>= 1e-6 and < 1e28)
            ? decimal.Parse(rounded, NumberStyles.Float, CultureInfo.InvariantCulture).ToString(Fraction, CultureInfo.CurrentCulture)
            : rounded;
    }

    // A sum of clients' numbers can be outside the range of a double. PostgreSQL writes it without an exponent.
    private static string HugeText(string digits) =>
        BigInteger.TryParse(digits.Split('.')[0], CultureInfo.InvariantCulture, out var whole)
            ? whole.ToString("0.##############E+0", CultureInfo.InvariantCulture)
            : digits;

    /// <summary>2 of 3 is 67%; a part is at least "&lt;1%", and less than the whole at most 99%.</summary>
    public static string Share(long part, long whole)
    {
        if (whole <= 0 || part < 0)
            return "";

        var percent = 100.0 * part / whole;
        return percent switch
        {
            > 0 and < 1 => "<1%",
            > 99 and < 100 => "99%",
            _ => $"{Math.Round(percent, MidpointRounding.AwayFromZero).ToString(CultureInfo.InvariantCulture)}%",
        };
    }

    /// <summary>"1 instance", "1,234 instances".</summary>
    public static string Count(long number, string one, string many) => $"{Text(number)} {(number == 1 ? one : many)}";
}
