using System.Globalization;

namespace Telemetry.ServiceDefaults.Reads;

/// <summary>Reads the parameters of a query; the first invalid one sets the error, which names it.</summary>
public sealed class Query(IQueryCollection values)
{
    /// <summary>The default limit of a text.</summary>
    public const int MaxCharacters = 200;

    /// <summary>The error of the first invalid parameter, or null.</summary>
    public string? Error { get; private set; }

    /// <summary>An integer within inclusive bounds.</summary>
    public int Integer(string name, int fallback, int min, int max)
    {
        if (Single(name) is not { Length: > 0 } text)
            return fallback;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
            return number;

        return Fail(name, $"must be a whole number from {min} to {max}", fallback);
    }

    /// <summary>A text without control characters; null if it is missing or empty.</summary>
    public string? Text(string name, int max = MaxCharacters)
    {
        if (Single(name) is not { Length: > 0 } text)
            return null;
        if (text.Length > max)
            return Fail<string?>(name, $"must have at most {max} characters", fallback: null);

        return text.Any(char.IsControl) ? Fail<string?>(name, "must not contain control characters", fallback: null) : text;
    }

    /// <summary>One of the allowed values; the first one if the parameter is missing or empty.</summary>
    public string OneOf(string name, IReadOnlyCollection<string> allowed)
    {
        if (Single(name) is not { Length: > 0 } text)
            return allowed.First();

        return allowed.Contains(text, StringComparer.Ordinal) ? text
            : Fail(name, $"must be one of {string.Join(", ", allowed.Where(value => value.Length > 0))}", allowed.First());
    }

    private string? Single(string name) => values[name] switch
    {
        { Count: 0 } => null,
        { Count: 1 } one => one[0],
        _ => Fail<string?>(name, "must be given once", fallback: null),
    };

    private T Fail<T>(string name, string error, T fallback)
    {
        Error ??= $"{name}: {error}";
        return fallback;
    }
}
