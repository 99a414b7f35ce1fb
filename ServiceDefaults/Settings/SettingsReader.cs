using System.Globalization;
using System.Net;

namespace Telemetry.ServiceDefaults.Settings;

/// <summary>
/// Reads settings by name and collects every error, so that an operator sees all of them at once. An empty value counts as not set, as
/// Compose files and Kubernetes ConfigMaps write it.
/// </summary>
public sealed class SettingsReader(IConfiguration configuration)
{
    private readonly List<string> _errors = [];

    /// <summary>The AppHost generates the secrets that are not set.</summary>
    public bool SecretsAreGenerated { get; init; }

    /// <summary>One line each, beginning with the setting's name.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>True also for an invalid value.</summary>
    public bool IsSet(string name) => Value(name) is not null;

    /// <summary>An integer within inclusive bounds.</summary>
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

    /// <summary>A required secret for an HTTP header, where characters other than ASCII would be changed or lost.</summary>
    public string HeaderSecret(string name) =>
        OptionalHeaderSecret(name) ?? (SecretsAreGenerated ? "" : Error(name, "is missing", ""));

    /// <summary>The same for an optional secret.</summary>
    public string? OptionalHeaderSecret(string name) => Value(name) is not { } secret ? null
        : secret.All(character => character is >= ' ' and <= '~') ? secret
        : Error(name, "may hold only ASCII characters", "");

    /// <summary>
    /// An optional setting; null if it is not set or not valid. The rule is the error for an invalid text, for example "must be a host
    /// name".
    /// </summary>
    public T? Optional<T>(string name, Func<string, T?> parse, string rule)
        where T : class => Value(name) is { } text ? parse(text) ?? Error<T?>(name, rule, null) : null;

    /// <summary>
    /// Checks a connection string, <c>ConnectionStrings__{name}</c>. The clients read it from the configuration themselves; an unusable one
    /// stops the start here.
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

    /// <summary>Adds an error of a setting, once. The value is never repeated: it may be a secret under the wrong name.</summary>
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
