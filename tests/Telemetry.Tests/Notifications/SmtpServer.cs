using System.Collections.Concurrent;
using System.Diagnostics;

namespace Telemetry.Tests.Notifications;

/// <summary>A real SMTP server (Debian's python3-aiosmtpd), a process of its own on loopback.</summary>
public sealed class SmtpServer : IAsyncDisposable
{
    /// <summary>Who may send over TLS.</summary>
    public const string User = "telemetry";

    public const string Password = "mail pässword";

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly ConcurrentQueue<ReceivedMail> _mails = [];
    private readonly TaskCompletionSource<int> _port = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _commands;

    private SmtpServer(params string[] arguments)
    {
        // Debian's own interpreter knows the package; another one in the PATH does not.
        _process = new Process
        {
            StartInfo = new("/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "Notifications/smtp-server.py"), .. arguments])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                UseShellExecute = false,
            },
        };
        _process.OutputDataReceived += (_, line) => Take(line.Data);
    }

    public int Port { get; private set; }

    /// <summary>The events of the server so far, for tests that wait for a mail.</summary>
    public IReadOnlyCollection<ReceivedMail> Mails => _mails;

    /// <summary>Starts one.</summary>
    /// <param name="certificate">With it, it wants STARTTLS and a login.</param>
    public static async Task<SmtpServer> StartAsync(TestCertificate? certificate = null)
    {
        var server = certificate is null
            ? new SmtpServer()
            : new SmtpServer("--cert", certificate.CertificateFile, "--key", certificate.KeyFile, "--user", User, "--password", Password);
        server._process.Start();
        server._process.BeginOutputReadLine();
        server.Port = await server._port.Task.WaitAsync(Soon);
        return server;
    }

    /// <summary>Says how it answers from now on; see smtp-server.py.</summary>
    public async Task SetAsync(string command)
    {
        var before = Volatile.Read(ref _commands);
        await _process.StandardInput.WriteLineAsync(command);
        await Fixtures.Eventually.HoldsAsync(() => Volatile.Read(ref _commands) > before, Soon, "the SMTP server has heard it");
    }

    /// <summary>All that it has taken by now: it tells of mails before it tells that it has heard.</summary>
    public async Task<IReadOnlyCollection<ReceivedMail>> MailsAsync()
    {
        await SetAsync("{}");
        return [.. _mails];
    }

    public void Forget() => _mails.Clear();

    public Task WaitForAsync(int mails) => Fixtures.Eventually.HoldsAsync(() => _mails.Count >= mails, Soon, $"{mails} mails");

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null)
            return;
        if (int.TryParse(line, out var port))
            _port.TrySetResult(port);
        else if (line.StartsWith('{'))
            _mails.Enqueue(System.Text.Json.JsonSerializer.Deserialize<ReceivedMail>(line, System.Text.Json.JsonSerializerOptions.Web)!);
        else
            Interlocked.Increment(ref _commands);
    }
}

/// <summary>A mail as the server got it, decoded.</summary>
public sealed record ReceivedMail(string From, string[] To, bool Tls, string? User, string[][] Headers, string Type, string[][] Parts)
{
    public string Subject => Header("Subject");

    public string Text => Part("text/plain");

    public string Html => Part("text/html");

    // Names of headers are the same in any case (RFC 5322, section 1.2.2).
    public string Header(string name) =>
        Assert.Single(Headers, header => string.Equals(header[0], name, StringComparison.OrdinalIgnoreCase))[1];

    private string Part(string type) => Assert.Single(Parts, part => part[0] == type)[1];
}
