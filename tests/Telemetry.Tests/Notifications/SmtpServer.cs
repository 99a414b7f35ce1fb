using System.Collections.Concurrent;
using System.Diagnostics;

namespace Telemetry.Tests.Notifications;

/// <summary>A real SMTP server (Debian's python3-aiosmtpd) as a process on loopback.</summary>
public sealed class SmtpServer : IAsyncDisposable
{
    /// <summary>The user of the login, which is required with TLS.</summary>
    public const string User = "telemetry";

    public const string Password = "mail pässword";

    private readonly Process _process;
    private readonly ConcurrentQueue<ReceivedMail> _mails = [];
    private readonly TaskCompletionSource<int> _port = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _commands;

    private SmtpServer(params string[] arguments)
    {
        // The package is installed for Debian's interpreter; another python3 in the PATH may lack it.
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

    /// <summary>The mails so far, for tests that wait for a mail.</summary>
    public IReadOnlyCollection<ReceivedMail> Mails => _mails;

    /// <param name="certificate">If given, the server requires STARTTLS and a login.</param>
    public static async Task<SmtpServer> StartAsync(TestCertificate? certificate = null)
    {
        var server = certificate is null
            ? new SmtpServer()
            : new SmtpServer("--cert", certificate.CertificateFile, "--key", certificate.KeyFile, "--user", User, "--password", Password);
        server._process.Start();
        server._process.BeginOutputReadLine();
        server.Port = await server._port.Task.WaitAsync(Fixtures.Eventually.Deadline);
        return server;
    }

    /// <summary>Sets the responses of the server; see smtp-server.py.</summary>
    public async Task SetAsync(string command)
    {
        var before = Volatile.Read(ref _commands);
        await _process.StandardInput.WriteLineAsync(command);
        await Fixtures.Eventually.HoldsAsync(() => Volatile.Read(ref _commands) > before, "the SMTP server confirms the command");
    }

    /// <summary>All mails so far: the server reports them before it confirms a command.</summary>
    public async Task<IReadOnlyCollection<ReceivedMail>> MailsAsync()
    {
        await SetAsync("{}");
        return [.. _mails];
    }

    public void Clear() => _mails.Clear();

    public Task WaitForAsync(int mails) => Fixtures.Eventually.HoldsAsync(() => _mails.Count >= mails, $"{mails} mails");

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

/// <summary>A decoded mail as the server received it.</summary>
public sealed record ReceivedMail(string From, string[] To, bool Tls, string? User, string[][] Headers, string Type, string[][] Parts)
{
    public string Subject => Header("Subject");

    public string Text => Part("text/plain");

    public string Html => Part("text/html");

    // Header names are case-insensitive (RFC 5322, section 1.2.2).
    public string Header(string name) =>
        Assert.Single(Headers, header => string.Equals(header[0], name, StringComparison.OrdinalIgnoreCase))[1];

    private string Part(string type) => Assert.Single(Parts, part => part[0] == type)[1];
}
