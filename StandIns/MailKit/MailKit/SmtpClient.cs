using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Net.Sockets;
using System.Text;
using MailKit.Security;
using MimeKit;

namespace MailKit.Net.Smtp;

/// <summary>Sends mails. System.Net.Mail does all of it in one call, so nothing is asked of the server before <see cref="SendAsync"/>.</summary>
public sealed class SmtpClient : IDisposable
{
    // RFC 4954, 4 and 6: a login is required, too weak, refused, or needs encryption. System.Net.Mail goes on after a refused login, and hears
    // it from the next command.
    private static readonly int[] s_loginRefused = [530, 534, 535, 538];

    private System.Net.Mail.SmtpClient? _client;

    /// <summary>Whether revocation of certificates is asked for. Here never.</summary>
    public bool CheckCertificateRevocation { get; set; } = true;

    /// <summary>Remembers the server.</summary>
    /// <exception cref="NotSupportedException">Anything but STARTTLS or no encryption is asked for.</exception>
    public Task ConnectAsync(string host, int port, SecureSocketOptions options, CancellationToken cancellationToken = default)
    {
        if (CheckCertificateRevocation)
            throw new NotSupportedException("The stand-in of MailKit asks for no revocations: set CheckCertificateRevocation to false.");
        if (options is not (SecureSocketOptions.StartTls or SecureSocketOptions.None))
            throw new NotSupportedException("The stand-in of MailKit knows STARTTLS alone (usually port 587), and not TLS from the first byte on (port 465).");

        _client = new(host, port) { EnableSsl = options is SecureSocketOptions.StartTls };
        return Task.CompletedTask;
    }

    /// <summary>Remembers the login.</summary>
    /// <exception cref="ServiceNotConnectedException">Not connected.</exception>
    public Task AuthenticateAsync(string userName, string password, CancellationToken cancellationToken = default)
    {
        Connected.Credentials = new NetworkCredential(userName, password);
        return Task.CompletedTask;
    }

    /// <summary>Connects, logs in and sends.</summary>
    /// <returns>Nothing: the server's answer is not known here.</returns>
    /// <exception cref="ServiceNotConnectedException">Not connected.</exception>
    /// <exception cref="SocketException">There is no connection to be had.</exception>
    /// <exception cref="SslHandshakeException">The server's certificate is not trusted, or no TLS was agreed on.</exception>
    /// <exception cref="NotSupportedException">The server offers no STARTTLS.</exception>
    /// <exception cref="AuthenticationException">The login was refused.</exception>
    /// <exception cref="SmtpCommandException">Sender, recipient or message were refused.</exception>
    /// <exception cref="SmtpProtocolException">The connection broke.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public async Task<string> SendAsync(MimeMessage message, CancellationToken cancellationToken = default)
    {
        var client = Connected;
        using var mail = Convert(message);
        try
        {
            await client.SendMailAsync(mail, cancellationToken).WaitAsync(cancellationToken);
            return "";
        }
        catch (SmtpException e)
        {
            throw Translate(e, client);
        }
    }

    /// <summary>Says goodbye.</summary>
    public Task DisconnectAsync(bool quit, CancellationToken cancellationToken = default)
    {
        Dispose();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _client?.Dispose();
        _client = null;
    }

    private System.Net.Mail.SmtpClient Connected => _client ?? throw new ServiceNotConnectedException("The SmtpClient is not connected.");

    private static MailMessage Convert(MimeMessage message)
    {
        var mail = new MailMessage
        {
            From = Address(message.From.Single()),
            Subject = message.Subject,
            SubjectEncoding = Encoding.UTF8,
            HeadersEncoding = Encoding.UTF8,
        };
        foreach (var recipient in message.To)
            mail.To.Add(Address(recipient));
        if (message.MessageId.Length > 0)
            mail.Headers.Add("Message-ID", $"<{message.MessageId}>");
        foreach (var (field, value) in message.Headers.All)
            mail.Headers.Add(field, value);
        if (message.Body is Alternative body)
        {
            mail.AlternateViews.Add(View(body.Text, MediaTypeNames.Text.Plain));
            mail.AlternateViews.Add(View(body.Html, MediaTypeNames.Text.Html));
        }

        return mail;
    }

    // RFC 2045, 6.8: lines of a text end with CR LF before it is encoded.
    private static AlternateView View(string text, string mediaType) =>
        AlternateView.CreateAlternateViewFromString(text.ReplaceLineEndings("\r\n"), Encoding.UTF8, mediaType);

    private static MailAddress Address(InternetAddress address) => new(((MailboxAddress)address).Address, address.Name, Encoding.UTF8);

    private static Exception Translate(SmtpException e, System.Net.Mail.SmtpClient client) => (e.StatusCode, e.InnerException) switch
    {
        (_, SocketException or IOException) => e.InnerException,
        (_, System.Security.Authentication.AuthenticationException) => new SslHandshakeException(e.InnerException.Message, e),
        (System.Net.Mail.SmtpStatusCode.GeneralFailure, null) when client.EnableSsl => new NotSupportedException(e.Message, e),
        (System.Net.Mail.SmtpStatusCode.GeneralFailure, _) => new SmtpProtocolException(e.Message, e),
        (var status, _) when client.Credentials is not null && s_loginRefused.Contains((int)status) => new AuthenticationException(e.Message, e),
        (var status, _) => new SmtpCommandException((SmtpStatusCode)status, e.Message, e),
    };
}
