using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Spectre.Console;
using Telemetry.Import;

namespace Telemetry.Tests.Import;

/// <summary>Output and exit code of the command, with a stub of the gateway.</summary>
public sealed class ImportCommandTests : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("import-").FullName;
    private readonly StringWriter _output = new();
    private readonly List<string> _passwords = [];
    private WebApplication _gateway = null!;
    private Func<string, IResult> _respond = lines => Accepted(lines.Count(letter => letter == '\n'), "[]");

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _gateway = builder.Build();
        _gateway.MapPost("/api/v1/admin/import/{kind}", async (HttpRequest request) =>
        {
            _passwords.Add(request.Headers.Authorization.ToString());
            return _respond(await new StreamReader(request.Body, Encoding.UTF8).ReadToEndAsync());
        });
        await _gateway.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task An_import_with_skipped_records_succeeds_and_reports_them()
    {
        _respond = _ => Accepted(2, """[{"line":2,"reason":"type: must be [one] of these"}]""");

        var exitCode = await RunAsync(Options(records: 3) with { Report = Path.Combine(_directory, "skipped.csv") });

        Assert.Equal((0, "Bearer pass, word"), (exitCode, Assert.Single(_passwords)));
        Assert.Contains("Read: 3; accepted: 2; skipped: 1.", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("type: must be [one] of these", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("Complete.", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains(
            "runs,line 2,type: must be [one] of these",
            await File.ReadAllTextAsync(Path.Combine(_directory, "skipped.csv")),
            StringComparison.Ordinal);
        Assert.Contains("\"isComplete\": true", await File.ReadAllTextAsync(Path.Combine(_directory, "state")), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_directory, "state.tmp")));
    }

    [Theory]
    [InlineData(401, "The gateway does not take this password (ADMIN_PASSWORD or --password-file)")]
    [InlineData(429, "The gateway has shut this address out after wrong passwords (429); try again in 15 minutes")]
    [InlineData(404, "The gateway has no such route (404)")]
    [InlineData(400, "The gateway answered 400: some reason")]
    [InlineData(500, "The gateway answered 500: some reason")]
    [InlineData(202, "The gateway's answer cannot be read")]
    public async Task A_refusal_by_the_gateway_ends_the_import_at_once(int status, string message)
    {
        _respond = _ => new ProblemResult(status);

        var exitCode = await RunAsync(Options(records: 2000));

        Assert.Equal(1, exitCode);
        Assert.Contains($"Incomplete: {message}", _output.ToString(), StringComparison.Ordinal);
        // At most four requests are sent concurrently.
        Assert.InRange(_passwords.Count, 1, 4);
    }

    [Fact]
    public async Task An_import_gives_up_on_an_unavailable_gateway_and_the_next_run_resumes_it()
    {
        _respond = lines => lines.Contains("\"2000-0\"", StringComparison.Ordinal)
            ? Accepted(lines.Count(letter => letter == '\n'), "[]")
            : Results.StatusCode(503);
        Assert.Equal(1, await RunAsync(Options(records: 2000) with { Patience = TimeSpan.FromSeconds(0.5) }));
        Assert.Contains("The gateway answered 503; given up after", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("Read: 500; accepted: 500; skipped: 0.", _output.ToString(), StringComparison.Ordinal);

        var sent = new List<string>();
        _respond = lines =>
        {
            lock (sent)
                sent.AddRange(lines.Split('\n', StringSplitOptions.RemoveEmptyEntries));
            return Accepted(lines.Count(letter => letter == '\n'), "[]");
        };
        Assert.Equal(0, await RunAsync(Options(records: 2000)));

        Assert.Equal(1500, sent.Count);
        Assert.Contains("Read: 2,000; accepted: 2,000; skipped: 0.", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_file_with_the_same_name_is_imported_from_the_start()
    {
        Assert.Equal(0, await RunAsync(Options(records: 10)));
        Assert.Equal(0, await RunAsync(Options(records: 20)));

        Assert.Contains("Read: 20; accepted: 20; skipped: 0.", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unreadable_source_or_an_invalid_password_returns_exit_code_2()
    {
        Assert.Equal(2, await RunAsync(Options(records: 1) with { Ndjson = Path.Combine(_directory, "missing") }));
        Assert.Equal(2, await RunAsync(Options(records: 1) with { Ndjson = null, Shm = "nonsense" }));
        Assert.Equal(2, await RunAsync(Options(records: 1) with { Password = "päss" }));

        Assert.Empty(_passwords);
    }

    private ImportOptions Options(int records)
    {
        var path = Path.Combine(_directory, "records.ndjson");
        File.WriteAllText(
            path,
            string.Concat(Enumerable.Range(0, records)
                .Select(number => string.Create(CultureInfo.InvariantCulture, $"{{\"random_id\":\"{records}-{number}\"}}\n"))));
        return new()
        {
            Ndjson = path,
            Gateway = new Uri(_gateway.Urls.Single()),
            Password = "pass, word",
            State = Path.Combine(_directory, "state"),
            Patience = TimeSpan.FromSeconds(20),
        };
    }

    private Task<int> RunAsync(ImportOptions options)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(_output),
        });
        console.Profile.Width = 1000;
        return new ImportCommand(options, console).RunAsync(CancellationToken.None);
    }

    private static IResult Accepted(int accepted, string skipped) =>
        Results.Text($$"""{"status":"ok","accepted":{{accepted}},"skipped":{{skipped}}}""", "application/json", statusCode: 202);

    private sealed class ProblemResult(int status) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = status;
            httpContext.Response.Headers.RetryAfter = "900";
            httpContext.Response.ContentType = "text/plain";
            await httpContext.Response.WriteAsync("some reason\n");
        }
    }
}
