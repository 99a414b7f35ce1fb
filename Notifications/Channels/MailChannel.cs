using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Telemetry.Notifications.Deliveries;
using Telemetry.Notifications.Settings;

namespace Telemetry.Notifications.Channels;

/// <summary>Sends one mail per recipient, over its own connection.</summary>
internal sealed class MailChannel(NotificationsSettings settings) : IDeliveryChannel
{
    // Servers delay unknown clients. MailKit's default is two minutes for each command.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    // RFC 5321, 4.2.1: 4xx is temporary, 5xx permanent.
    private const int Permanent = 500;

    public string Name => Channel.Mail;

    public IReadOnlyList<string> Recipients => settings.Recipients is { Count: > 0 } recipients ? recipients : [""];

    public string? RecordedBecause => settings switch
    {
        { Smtp: null } => "no SMTP_HOST",
        { Recipients: [] } => "no ALERT_EMAIL",
        _ => null,
    };

    public async Task<Outcome> SendAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Deadline);
        try
        {
            await SendAsync(settings.Smtp!, Message(settings.Smtp!, delivery), deadline.Token);
            return new Outcome.Sent();
        }
        catch (SmtpCommandException e) when ((int)e.StatusCode >= Permanent)
        {
            return new Outcome.Rejected(e.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Outcome.Postponed($"the mail server did not answer within {Deadline.TotalSeconds} s");
        }
    }

    private static async Task SendAsync(SmtpSettings smtp, MimeMessage message, CancellationToken cancellationToken)
    {
        // The default of .NET elsewhere. Mail must not wait for a revocation server, which a company's own authority may not have.
        using var client = new SmtpClient { CheckCertificateRevocation = false };
        await client.ConnectAsync(smtp.Host, smtp.Port, Encryption(smtp.Tls), cancellationToken);
        if (smtp is { User: { } user, Password: { } password })
            await client.AuthenticateAsync(user, password, cancellationToken);
        await client.SendAsync(message, cancellationToken);
    }

    private static MimeMessage Message(SmtpSettings smtp, Delivery delivery)
    {
        var notice = delivery.Notice;
        var message = new MimeMessage
        {
            // The same in every attempt: mail programs show a duplicate once.
            MessageId = $"{delivery.Id:n}@telemetry",
            Subject = notice.Subject,
            Body = new BodyBuilder { TextBody = notice.Text, HtmlBody = notice.Html }.ToMessageBody(),
        };
        message.From.Add(new MailboxAddress("Telemetry", smtp.From));
        message.To.Add(new MailboxAddress("", delivery.Recipient));

        // RFC 3834: no automatic replies.
        message.Headers.Add("Auto-Submitted", "auto-generated");
        return message;
    }

    private static SecureSocketOptions Encryption(SmtpTls tls) => tls switch
    {
        SmtpTls.StartTls => SecureSocketOptions.StartTls,
        SmtpTls.Tls => SecureSocketOptions.SslOnConnect,
        SmtpTls.None => SecureSocketOptions.None,
        _ => throw new ArgumentOutOfRangeException(nameof(tls)),
    };
}
