using System.Security.Cryptography;
using System.Text;
using Spectre.Console;
using Telemetry.Import.Delivery;
using Telemetry.Import.Sources;

namespace Telemetry.Import;

/// <summary>An import from the person's point of view.</summary>
/// <param name="options">What was asked for.</param>
/// <param name="console">Where it is told how it goes.</param>
public sealed class ImportCommand(ImportOptions options, IAnsiConsole console)
{
    /// <summary>Everything is brought over, or skipped with a reason.</summary>
    public const int Complete = 0;

    /// <summary>It is not through; the next run goes on there.</summary>
    public const int Incomplete = 1;

    /// <summary>The arguments are wrong.</summary>
    public const int BadArguments = 2;

    /// <summary>Imports.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (!options.Password.All(character => character is >= ' ' and <= '~'))
        {
            console.MarkupLine("[red]The admin's password may hold only ASCII characters[/]");
            return BadArguments;
        }

        var patience = new Patience(options.Patience);
        ISource source;
        try
        {
            source = Open(patience);
        }
        catch (SourceException e)
        {
            console.MarkupLineInterpolated($"[red]{e.Message}[/]");
            return BadArguments;
        }

        await using (source)
            return await RunAsync(source, patience, cancellationToken);
    }

    private async Task<int> RunAsync(ISource source, Patience patience, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = options.Gateway, Timeout = TimeSpan.FromSeconds(30) };
        var statePath = options.State ?? (source.Location == FileText.StandardInputName ? null : $"import-{Fingerprint(source)}.state");
        var run = new ImportRun(source, new GatewayClient(http, options.Password, patience), $"{source.Location} -> {options.Gateway}", statePath, options.Report);
        var fault = await new Display(console, run, patience).WatchAsync(run.RunAsync(cancellationToken));
        return fault is null ? Through(run) : Stopped(run, fault, statePath);
    }

    private int Through(ImportRun run)
    {
        Summary.Write(console, run.State);
        console.MarkupLine("[green]Complete.[/]");
        return Complete;
    }

    private int Stopped(ImportRun run, string fault, string? statePath)
    {
        Summary.Write(console, run.State);
        console.MarkupLineInterpolated($"[red]Incomplete: {fault}[/]");
        console.WriteLine(statePath is null
            ? "Nothing remembers how far it is: run it again from the beginning; what is there already counts once."
            : $"Run it again: it goes on where it was{(run.State.Cursor is null ? "" : $" ({statePath})")}.");
        return Incomplete;
    }

    private ISource Open(Patience patience)
    {
        if (options.Shm is not null)
            return new ShmSource(options.Shm);
        if (options.Sqlite is not null)
            return new SqliteSource(options.Sqlite);
        if (options.PocketBase is not null)
            return new PocketBaseSource(options.PocketBase, options.Collection, options.PocketBaseToken, patience);

        return options.Ndjson is not null ? new NdjsonSource(options.Ndjson) : new CsvSource(options.Csv!);
    }

    // Two imports, of one source into two gateways or of two sources, do not share a file.
    private string Fingerprint(ISource source) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{source.GetType().Name} {source.Location} {options.Gateway}")).AsSpan(0, 6));
}
