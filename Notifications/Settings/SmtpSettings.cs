using Telemetry.ServiceDefaults.Settings;

namespace Telemetry.Notifications.Settings;

/// <summary>Each property is the SMTP_ variable of its name; without a user there is no login, and with a user always a password.</summary>
internal sealed record SmtpSettings(string Host, int Port, SmtpTls Tls, string? User, string? Password, string From)
{
    // Servers on this port begin with TLS, while a STARTTLS client would wait for their greeting.
    private const int ImplicitTlsPort = 465;

    /// <summary>Null without SMTP_HOST. Checks the other settings even then.</summary>
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

internal enum SmtpTls
{
    /// <summary>Begins without TLS and upgrades; a server without STARTTLS gets no mail.</summary>
    StartTls,

    /// <summary>TLS from the first byte, as on port 465.</summary>
    Tls,

    None,
}
