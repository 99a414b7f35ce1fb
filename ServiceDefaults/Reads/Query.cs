using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Telemetry.ServiceDefaults.Reads;

/// <summary>Query parameters. The error of a bad one names it.</summary>
public sealed class Query(IQueryCollection values)
{
    /// <summary>No text may be longer, if nothing else is said.</summary>
    public const int MaxCharacters = 200;

    /// <summary>What is wrong with the first bad one, or null.</summary>
    public string? Error { get; private set; }

    /// <summary>A whole number within bounds, both included.</summary>
    public int Integer(string name, int fallback, int min, int max)
    {
        if (Single(name) is not { Length: > 0 } text)
            return fallback;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
            return number;

        return Fail(name, $"must be a whole number from {min} to {max}", fallback);
    }

    /// <summary>A text that may be compared with what clients sent; null if it is not there or empty.</summary>
    public string? Text(string name, int max = MaxCharacters)
    {
        if (Single(name) is not { Length: > 0 } text)
            return null;
        if (text.Length > max)
            return Fail<string?>(name, $"must have at most {max} characters", fallback: null);

        return text.Any(char.IsControl) ? Fail<string?>(name, "must not contain control characters", fallback: null) : text;
    }

    /// <summary>One of some words; the first one if it is not there or empty.</summary>
    public string OneOf(string name, IReadOnlyCollection<string> words)
    {
        if (Single(name) is not { Length: > 0 } text)
            return words.First();

        return words.Contains(text, StringComparer.Ordinal) ? text
            : Fail(name, $"must be one of {string.Join(", ", words.Where(word => word.Length > 0))}", words.First());
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
