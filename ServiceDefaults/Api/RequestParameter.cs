namespace Telemetry.ServiceDefaults.Api;

/// <summary>
/// A parameter as the description of the API shows it. Endpoints that read their parameters by hand, to refuse them with a text of their
/// own, say here what they read: no framework can see it.
/// </summary>
/// <param name="Name">In the address, or of the header.</param>
/// <param name="Description">What it does.</param>
public abstract record RequestParameter(string Name, string Description);

/// <summary>A header that an endpoint needs.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it does.</param>
/// <param name="Pattern">The regular expression that it matches, or null.</param>
public sealed record HeaderParameter(string Name, string Description, string? Pattern = null) : RequestParameter(Name, Description);

/// <summary>A parameter of the query. None is required.</summary>
/// <param name="Name">In the address.</param>
/// <param name="Description">What it does.</param>
/// <param name="Words">What it may be, the default first; null: free.</param>
/// <param name="IsInteger">A whole number; text else.</param>
public sealed record QueryParameter(string Name, string Description, IReadOnlyList<string>? Words = null, bool IsInteger = false)
    : RequestParameter(Name, Description)
{
    /// <summary>The least number that is taken.</summary>
    public int? Least { get; init; }

    /// <summary>The greatest number that is taken.</summary>
    public int? Most { get; init; }

    /// <summary>The number that counts without the parameter.</summary>
    public int? Fallback { get; init; }

    /// <summary>The most characters that are taken.</summary>
    public int? MostCharacters { get; init; }

    /// <summary>A whole number within bounds, both included.</summary>
    public static QueryParameter Integer(string name, string description, int fallback, int least, int most) =>
        new(name, description, IsInteger: true) { Fallback = fallback, Least = least, Most = most };
}
