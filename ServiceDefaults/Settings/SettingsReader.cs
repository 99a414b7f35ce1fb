using System.Globalization;
using System.Net;
using Microsoft.Extensions.Configuration;

namespace Telemetry.ServiceDefaults.Settings;

/// <summary>
/// Reads settings by name and collects every error, so that an operator sees all of them at once and not one per restart.
/// An empty value counts as not set, as Compose files and Kubernetes ConfigMaps write it.
/// </summary>
/// <param name="configuration">Environment variables, appsettings.json and command line, under the same names.</param>
public sealed class SettingsReader(IConfiguration configuration)
{
    private readonly List<string> _errors = [];

    /// <summary>True in the AppHost, which generates the secrets that are not set.</summary>
    public bool SecretsAreGenerated { get; init; }

    /// <summary>The errors so far, one line each, beginning with the setting's name.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>Whether a setting has a value, valid or not.</summary>
    public bool IsSet(string name) => Value(name) is not null;

    /// <summary>A whole number within bounds, both included.</summary>
    public int Integer(string name, int fallback, int min, int max)
    {
        if (Value(name) is not { } text)
            return fallback;
        var isNumber = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
        if (isNumber && number >= min && number <= max)
            return number;

        return Error(name, $"must be a whole number from {min} to {max}", fallback);
    }

    /// <summary>true or false.</summary>
    public bool Flag(string name, bool fallback)
    {
        if (Value(name) is not { } text)
            return fallback;

        return bool.TryParse(text, out var flag) ? flag : Error(name, "must be true or false", fallback);
    }

    /// <summary>One of an enumeration's names, in any case.</summary>
    public T OneOf<T>(string name, T fallback)
        where T : struct, Enum
    {
        if (Value(name) is not { } text)
            return fallback;
        if (Enum.GetNames<T>().Contains(text, StringComparer.OrdinalIgnoreCase))
            return Enum.Parse<T>(text, ignoreCase: true);

        return Error(name, $"must be one of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}", fallback);
    }

    /// <summary>
    /// A secret without a default that is sent in an HTTP header, where other characters than ASCII would be changed or lost.
    /// </summary>
    public string HeaderSecret(string name) =>
        OptionalHeaderSecret(name) ?? (SecretsAreGenerated ? "" : Error(name, "is missing", ""));

    /// <summary>The same for an optional secret; null: it is not set.</summary>
    public string? OptionalHeaderSecret(string name) => Value(name) is not { } secret ? null
        : secret.All(character => character is >= ' ' and <= '~') ? secret
        : Error(name, "may hold only ASCII characters", "");

    /// <summary>An optional setting; null: it is not set or not valid.</summary>
    /// <param name="name">The setting.</param>
    /// <param name="parse">Returns null for an invalid text.</param>
    /// <param name="rule">The message for an invalid text, for example "must be a host name".</param>
    public T? Optional<T>(string name, Func<string, T?> parse, string rule)
        where T : class => Value(name) is { } text ? parse(text) ?? Error<T?>(name, rule, null) : null;

    /// <summary>
    /// Checks a connection string as an AppHost or a manifest hands it on: <c>ConnectionStrings__{name}</c>. The clients take it from the
    /// configuration; checked here, an unusable one stops the start.
    /// </summary>
    public void Connection(string name, string form, Func<string, bool> isUsable)
    {
        var variable = $"ConnectionStrings__{name}";
        if (Value($"ConnectionStrings:{name}") is not { } connection)
            AddError(variable, "is missing");
        else if (!isUsable(connection))
            AddError(variable, $"must be {form}");
    }

    /// <summary>Addresses and CIDR ranges, separated by commas or spaces.</summary>
    public IReadOnlyList<IPNetwork> Networks(string name)
    {
        var networks = new List<IPNetwork>();
        foreach (var part in Entries(name))
        {
            if (IPNetwork.TryParse(part, out var network))
                networks.Add(network);
            else if (IPAddress.TryParse(part, out var address))
                networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            else
                AddError(name, $"has an entry that is neither an address nor a CIDR range (entry {networks.Count + 1})");
        }

        return networks;
    }

    /// <summary>The entries of a list, separated by commas or spaces.</summary>
    public IReadOnlyList<string> Entries(string name) =>
        (Value(name) ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Adds an error of a setting, once. The value itself is never repeated: it may be a secret under the wrong name.</summary>
    public void AddError(string name, string error)
    {
        var line = $"{name} {error}";
        if (!_errors.Contains(line))
            _errors.Add(line);
    }

    /// <summary>Ends the reading.</summary>
    /// <exception cref="SettingsException">Names every invalid setting.</exception>
    public void ThrowIfInvalid()
    {
        if (_errors.Count > 0)
            throw new SettingsException(_errors);
    }

    private string? Value(string name) => string.IsNullOrWhiteSpace(configuration[name]) ? null : configuration[name]!.Trim();

    private T Error<T>(string name, string error, T fallback)
    {
        AddError(name, error);
        return fallback;
    }
}
