namespace Telemetry.ServiceDefaults.Settings;

/// <summary>A mail server, and how to talk to it.</summary>
/// <param name="Host">SMTP_HOST: a name or an address.</param>
/// <param name="Port">SMTP_PORT.</param>
/// <param name="Tls">SMTP_TLS: how the connection is encrypted.</param>
/// <param name="User">SMTP_USER; null: no login.</param>
/// <param name="Password">SMTP_PASS; with a user never null.</param>
/// <param name="From">SMTP_FROM: the sender's address.</param>
public sealed record SmtpSettings(string Host, int Port, SmtpTls Tls, string? User, string? Password, string From)
{
    // Servers on this port begin with TLS; asked for STARTTLS they would wait, and so would we.
    private const int ImplicitTlsPort = 465;

    /// <summary>Reads all of them, and checks them also where there is no host.</summary>
    /// <returns>Null: there is no SMTP_HOST.</returns>
    internal static SmtpSettings? Read(SettingsReader reader)
    {
        const string user = "SMTP_USER", password = "SMTP_PASS";

        var host = reader.Optional("SMTP_HOST", text => Uri.CheckHostName(text) is UriHostNameType.Unknown ? null : text, "must be a host name or an address");
        var settings = new SmtpSettings(
            host ?? "",
            reader.Integer("SMTP_PORT", fallback: 587, least: 1, most: 65_535),
            reader.OneOf("SMTP_TLS", fallback: SmtpTls.StartTls),
            reader.Optional(user, Credential, "must not contain control characters"),
            reader.Optional(password, Credential, "must not contain control characters"),
            reader.Optional("SMTP_FROM", text => MailAddress.IsPlain(text) ? text : null, "must be a mail address") ?? "telemetry@localhost");

        if (reader.IsSet(user) && !reader.IsSet(password))
            reader.Refuse(password, $"is missing: there is a {user}");
        if (reader.IsSet(password) && !reader.IsSet(user))
            reader.Refuse(user, $"is missing: there is a {password}");
        if (settings is { Port: ImplicitTlsPort, Tls: SmtpTls.StartTls })
            reader.Refuse("SMTP_TLS", $"must be tls on port {ImplicitTlsPort}");
        return host is null ? null : settings;
    }

    private static string? Credential(string text) => text.Any(char.IsControl) ? null : text;
}

/// <summary>How a connection to a mail server is encrypted.</summary>
public enum SmtpTls
{
    /// <summary>It begins without and goes on with TLS, or not at all.</summary>
    StartTls,

    /// <summary>From the first byte on, as on port 465.</summary>
    Tls,

    /// <summary>Not at all, whatever it carries.</summary>
    None,
}
