namespace Telemetry.Aggregation.Stars;

/// <summary>Where GitHub's API is. Not a setting: what is asked there goes nowhere else. Tests put a server of their own in its place.</summary>
/// <param name="Uri">Scheme, host and port.</param>
public sealed record GitHubAddress(Uri Uri)
{
    /// <summary>The real one.</summary>
    public static GitHubAddress Real { get; } = new(new Uri("https://api.github.com"));

    /// <summary>Whether an address is there.</summary>
    public bool Holds(Uri address) =>
        address.IsAbsoluteUri
        && address.Scheme == Uri.Scheme
        && string.Equals(address.IdnHost, Uri.IdnHost, StringComparison.OrdinalIgnoreCase)
        && address.Port == Uri.Port
        && address.UserInfo.Length == 0;
}
