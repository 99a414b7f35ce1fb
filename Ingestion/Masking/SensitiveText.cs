namespace Telemetry.Ingestion.Masking;

/// <summary>
/// Masks persons, machines and secrets in a text before it is stored or logged: private keys, hosts in URLs, secrets after their names,
/// known tokens, e-mail, MAC and IP addresses. Version numbers, times and paths stay. Each step is one pass.
/// </summary>
internal static class SensitiveText
{
    /// <summary>Placeholders are such as <c>&lt;ip&gt;</c>; masking a masked text changes nothing.</summary>
    public static string Mask(string text)
    {
        text = PrivateKeys.Mask(text);
        text = UrlHosts.Mask(text);
        text = NamedSecrets.Mask(text);
        text = KnownTokens.Mask(text);
        text = EmailAddresses.Mask(text);
        text = ColonAddresses.Mask(text);
        return Ipv4Addresses.Mask(text);
    }
}
