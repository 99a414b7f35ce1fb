using Telemetry.ServiceDefaults.Settings;

namespace Telemetry.Notifications.Settings;

/// <summary>The mail server.</summary>
/// <param name="Host">SMTP_HOST: a name or an address.</param>
/// <param name="Port">SMTP_PORT.</param>
/// <param name="Tls">SMTP_TLS: how the connection is encrypted.</param>
/// <param name="User">SMTP_USER; null: no login.</param>
/// <param name="Password">SMTP_PASS; with a user never null.</param>
/// <param name="From">SMTP_FROM: the sender's address.</param>
internal sealed record SmtpSettings(string Host, int Port, SmtpTls Tls, string? User, string? Password, string From)
{
    // Servers on this port begin with TLS and would wait for it, while a STARTTLS client waits for their greeting.
    private const int ImplicitTlsPort = 465;

    /// <summary>Reads and checks all of them, also without a host.</summary>
    /// <returns>Null: there is no SMTP_HOST.</returns>
    public static SmtpSettings? Read(SettingsReader reader)
    {
        const string user = "SMTP_USER", password = "SMTP_PASS";

        var host = reader.Optional(
            "SMTP_HOST", text => Uri.CheckHostName(text) is UriHostNameType.Unknown ? null : text, "must be a host name or an address");
        var settings = new SmtpSettings(
            host ?? "",
            reader.Integer("SMTP_PORT", fallback: 587, min: 1, max: 65_535),
            reader.OneOf("SMTP_TLS", fallback: SmtpTls.StartTls),
            reader.Optional(user, Credential, "must not contain control characters"),
            reader.Optional(password, Credential, "must not contain control characters"),
            reader.Optional("SMTP_FROM", text => MailAddress.IsPlain(text) ? text : null, "must be a mail address")
                ?? "telemetry@localhost");

        if (reader.IsSet(user) && !reader.IsSet(password))
            reader.AddError(password, $"is missing: there is a {user}");
        if (reader.IsSet(password) && !reader.IsSet(user))
            reader.AddError(user, $"is missing: there is a {password}");
        if (settings is { Port: ImplicitTlsPort, Tls: SmtpTls.StartTls })
            reader.AddError("SMTP_TLS", $"must be tls on port {ImplicitTlsPort}");
        return host is null ? null : settings;
    }

    private static string? Credential(string text) => text.Any(char.IsControl) ? null : text;
}

/// <summary>How a connection to a mail server is encrypted.</summary>
internal enum SmtpTls
{
    /// <summary>It begins without TLS and changes to it; a server without STARTTLS gets no mail.</summary>
    StartTls,

    /// <summary>From the first byte on, as on port 465.</summary>
    Tls,

    /// <summary>Not at all.</summary>
    None,
}
