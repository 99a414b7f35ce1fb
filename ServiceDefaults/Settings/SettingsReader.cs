using System.Globalization;
using System.Net;
using Microsoft.Extensions.Configuration;

namespace Telemetry.ServiceDefaults.Settings;

/// <summary>
/// Reads settings by name and remembers every fault, so that an operator sees all of them at once and not one per restart.
/// An empty value counts as not set, as Compose files and Kubernetes ConfigMaps write it.
/// </summary>
/// <param name="configuration">Environment variables, appsettings.json and command line, under the same names.</param>
public sealed class SettingsReader(IConfiguration configuration)
{
    private readonly List<string> _faults = [];

    /// <summary>For the AppHost, which makes up the secrets that nobody set.</summary>
    public bool SecretsAreGenerated { get; init; }

    /// <summary>What is wrong so far, one line per setting, each beginning with its name.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>Whether a setting has a value, whatever it is.</summary>
    public bool IsSet(string name) => Value(name) is not null;

    /// <summary>A whole number within bounds, both included.</summary>
    public int Integer(string name, int fallback, int least, int most)
    {
        if (Value(name) is not { } text)
            return fallback;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;

        return Fault(name, $"must be a whole number from {least} to {most}", fallback);
    }

    /// <summary>true or false.</summary>
    public bool Flag(string name, bool fallback)
    {
        if (Value(name) is not { } text)
            return fallback;

        return bool.TryParse(text, out var flag) ? flag : Fault(name, "must be true or false", fallback);
    }

    /// <summary>One of an enumeration's names, in any case.</summary>
    public T OneOf<T>(string name, T fallback)
        where T : struct, Enum
    {
        if (Value(name) is not { } text)
            return fallback;
        if (Enum.GetNames<T>().Contains(text, StringComparer.OrdinalIgnoreCase))
            return Enum.Parse<T>(text, ignoreCase: true);

        return Fault(name, $"must be one of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}", fallback);
    }

    /// <summary>A secret that has no default.</summary>
    public string Secret(string name) => Value(name) ?? (SecretsAreGenerated ? "" : Fault(name, "is missing", ""));

    /// <summary>A secret that has no default and travels in an HTTP header, where other characters arrive as something else or not at all.</summary>
    public string HeaderSecret(string name) => FitsIntoHeader(name, Secret(name));

    /// <summary>The same for a secret that nobody needs to set; null if nobody has.</summary>
    public string? OptionalHeaderSecret(string name) => Value(name) is { } secret ? FitsIntoHeader(name, secret) : null;

    /// <summary>What nobody needs to set; null if nobody has, or if it is not what it should be.</summary>
    /// <param name="name">The setting.</param>
    /// <param name="parse">Null: it is not what it should be.</param>
    /// <param name="rule">What to say then, for example "must be a host name".</param>
    public T? Optional<T>(string name, Func<string, T?> parse, string rule)
        where T : class => Value(name) is { } text ? parse(text) ?? Fault<T?>(name, rule, null) : null;

    /// <summary>
    /// A connection string as an AppHost or a manifest hands it on: <c>ConnectionStrings__{name}</c>. Whoever connects takes it from the
    /// configuration; here it stops a start that could not work.
    /// </summary>
    public void Connection(string name, string form, Func<string, bool> isUsable)
    {
        var variable = $"ConnectionStrings__{name}";
        if (Value($"ConnectionStrings:{name}") is not { } connection)
            Fault(variable, "is missing", 0);
        else if (!isUsable(connection))
            Fault(variable, $"must be {form}", 0);
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
                Fault(name, $"has an entry that is neither an address nor a CIDR range (entry {networks.Count + 1})", 0);
        }

        return networks;
    }

    /// <summary>What is listed, separated by commas or spaces.</summary>
    public IReadOnlyList<string> Entries(string name) =>
        (Value(name) ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Remembers a fault that only several settings together show.</summary>
    public void Refuse(string name, string fault) => Fault(name, fault, 0);

    /// <summary>Ends the reading.</summary>
    /// <exception cref="SettingsException">Something is wrong; it tells all of it.</exception>
    public void ThrowIfFaulty()
    {
        if (_faults.Count > 0)
            throw new SettingsException(_faults);
    }

    private string? Value(string name) => string.IsNullOrWhiteSpace(configuration[name]) ? null : configuration[name]!.Trim();

    private string FitsIntoHeader(string name, string secret) =>
        secret.All(character => character is >= ' ' and <= '~') ? secret : Fault(name, "may hold only ASCII characters", "");

    // The value itself is never repeated: it may be a secret that was put under the wrong name.
    private T Fault<T>(string name, string fault, T fallback)
    {
        var line = $"{name} {fault}";
        if (!_faults.Contains(line))
            _faults.Add(line);
        return fallback;
    }
}
