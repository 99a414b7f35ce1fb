using System.Security.Cryptography;
using System.Text;
using Spectre.Console;
using Telemetry.Import.Delivery;
using Telemetry.Import.Http;
using Telemetry.Import.Sources;

namespace Telemetry.Import;

/// <summary>Opens the source, imports it, and shows the progress and the result.</summary>
internal sealed class ImportCommand(ImportOptions options, IAnsiConsole console)
{
    /// <summary>Exit code: every record is imported, or skipped with a reason.</summary>
    public const int Complete = 0;

    /// <summary>Exit code: the next run resumes.</summary>
    public const int Incomplete = 1;

    public const int BadArguments = 2;

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (!options.Password.All(character => character is >= ' ' and <= '~'))
        {
            console.MarkupLine("[red]The admin's password may hold only ASCII characters[/]");
            return BadArguments;
        }

        var retries = new RetryPolicy(options.Patience);
        ISource source;
        try
        {
            source = Open(retries);
        }
        catch (SourceException e)
        {
            console.MarkupLineInterpolated($"[red]{e.Message}[/]");
            return BadArguments;
        }

        await using (source)
            return await RunAsync(source, retries, cancellationToken);
    }

    private async Task<int> RunAsync(ISource source, RetryPolicy retries, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = options.Gateway, Timeout = TimeSpan.FromSeconds(30) };
        var statePath = options.State ?? (source.Location == FileText.StandardInputName ? null : $"import-{Fingerprint(source)}.state");
        var gateway = new GatewayClient(http, options.Password, retries);
        var run = new ImportRun(source, gateway, $"{source.Location} -> {options.Gateway}", statePath, options.Report);
        var error = await new Display(console, run, retries).WatchAsync(run.RunAsync(cancellationToken));
        return error is null ? WriteComplete(run) : WriteIncomplete(run, error, statePath);
    }

    private int WriteComplete(ImportRun run)
    {
        WriteSummary(run.State);
        console.MarkupLine("[green]Complete.[/]");
        return Complete;
    }

    private int WriteIncomplete(ImportRun run, string error, string? statePath)
    {
        WriteSummary(run.State);
        console.MarkupLineInterpolated($"[red]Incomplete: {error}[/]");
        console.WriteLine(statePath is null
            ? "Nothing remembers how far it is: run it again from the beginning; what is there already counts once."
            : $"Run it again: it goes on where it was{(run.State.Cursor is null ? "" : $" ({statePath})")}.");
        return Incomplete;
    }

    private void WriteSummary(ImportState state)
    {
        var skipped = state.Skipped.Values.Sum(reason => reason.Count);
        console.WriteLine($"Read: {state.Read:N0}; accepted: {state.Accepted:N0}; skipped: {skipped:N0}.");
        if (skipped == 0)
            return;

        var table = new Table().RoundedBorder()
            .AddColumn("Skipped because")
            .AddColumn(new TableColumn("Records").RightAligned())
            .AddColumn("For example");
        foreach (var (reason, records) in state.Skipped.OrderByDescending(reason => reason.Value.Count))
            table.AddRow(Markup.Escape(reason), $"{records.Count:N0}", Markup.Escape(string.Join("; ", records.Examples)));
        console.Write(table);
    }

    private ISource Open(RetryPolicy retries)
    {
        if (options.Shm is not null)
            return new ShmSource(options.Shm);
        if (options.Sqlite is not null)
            return new SqliteSource(options.Sqlite);
        if (options.PocketBase is not null)
            return new PocketBaseSource(options.PocketBase, options.Collection, options.PocketBaseToken, retries);

        return options.Ndjson is not null ? new NdjsonSource(options.Ndjson) : new CsvSource(options.Csv!);
    }

    // Each pair of a source and a gateway has its own state file.
    private string Fingerprint(ISource source)
    {
        var name = Encoding.UTF8.GetBytes($"{source.GetType().Name} {source.Location} {options.Gateway}");
        return Convert.ToHexStringLower(SHA256.HashData(name).AsSpan(0, 6));
    }
}
