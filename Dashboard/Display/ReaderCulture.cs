using System.Collections.Frozen;
using Microsoft.Net.Http.Headers;

namespace Telemetry.Dashboard.Display;

/// <summary>
/// Chooses the separators of numbers by Accept-Language. The platform runs without ICU, which an installation would need only for this, so
/// the separators of the common languages are listed here. All other languages get 1,234.5.
/// </summary>
internal static class ReaderCulture
{
    private const string Thin = "\u202F";
    private const string Space = "\u00A0";

    private static readonly FrozenDictionary<string, CultureInfo> Cultures = new (string Group, string Decimal, string Languages)[]
    {
        (".", ",", "de nl es it pt id tr da el ro hr sl sr bs mk vi ca gl eu is fo az"),
        (Thin, ",", "fr"),
        (Space, ",", "sv nb nn no fi cs sk pl ru uk be bg hu et lv lt kk ka hy sq pt-pt de-at fr-ca en-za"),
        ("’", ".", "de-ch de-li it-ch"),
        (",", ".", "es-mx es-us es-gt es-hn es-ni es-pa es-pe es-pr es-sv es-do"),
    }.SelectMany(signs => signs.Languages.Split(' ').Select(language => KeyValuePair.Create(language, Create(signs.Group, signs.Decimal))))
     .Append(new("en-in", Indian()))
     .Append(new("hi", Indian()))
     .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static void UseReaderCulture(this WebApplication app) => app.Use((context, next) =>
    {
        CultureInfo.CurrentCulture = Choose(context.Request.GetTypedHeaders().AcceptLanguage);
        return next(context);
    });

    public static CultureInfo Choose(IList<StringWithQualityHeaderValue> languages)
    {
        var first = languages.MaxBy(language => language.Quality ?? 1)?.Value.Value ?? "";
        return Cultures.GetValueOrDefault(first) ?? Cultures.GetValueOrDefault(first.Split('-')[0]) ?? CultureInfo.InvariantCulture;
    }

    private static CultureInfo Create(string group, string decimalSeparator)
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberGroupSeparator = group;
        culture.NumberFormat.NumberDecimalSeparator = decimalSeparator;
        return CultureInfo.ReadOnly(culture);
    }

    // 12,34,567
    private static CultureInfo Indian()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberGroupSizes = [3, 2];
        return CultureInfo.ReadOnly(culture);
    }
}
