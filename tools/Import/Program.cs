using System.CommandLine;
using Spectre.Console;
using Telemetry.Import;

var defaults = new ImportOptions();
var shm = new Option<string?>("--shm")
{
    Description = "SHM's PostgreSQL database: \"Host=..;Username=..;Database=..\" (its password may be in PGPASSWORD)",
};
var sqlite = new Option<string?>("--sqlite") { Description = "mattermost-telemetry's SQLite file" };
var pocketBase = new Option<Uri?>("--pocketbase")
{
    Description = "Address of the PocketBase server that has telemetry-service's records (token: POCKETBASE_TOKEN)",
    CustomParser = Arguments.ParseAddress,
};
var collection = new Option<string>("--collection")
{
    Description = "Its collection; dev servers call it _dev_telemetry_data",
    DefaultValueFactory = _ => defaults.Collection,
};
var ndjson = new Option<string?>("--ndjson")
{
    Description = "File of telemetry-service's records, one JSON a line; - is the standard input",
};
var csv = new Option<string?>("--csv") { Description = "CSV file of telemetry-service's records, with a header; - is the standard input" };
var gateway = new Option<Uri>("--gateway")
{
    Description = "Address of the gateway",
    CustomParser = Arguments.ParseAddress,
    DefaultValueFactory = _ => defaults.Gateway,
};
var passwordFile = new Option<FileInfo>("--password-file")
{
    Description = "File with the admin's password (else it is in ADMIN_PASSWORD)",
};
var state = new Option<string?>("--state") { Description = "File that remembers how far it is (default: import-<source>.state)" };
var report = new Option<string?>("--report") { Description = "File for every record that is skipped and why, CSV or (*.ndjson) NDJSON" };
var patience = new Option<TimeSpan>("--patience")
{
    Description = "How long to try again while a server is away (default 10m)",
    CustomParser = Arguments.ParseSpan,
    DefaultValueFactory = _ => defaults.Patience,
};

var command = new RootCommand(
    "Brings history over from other telemetry systems. It may be ended and run again: it goes on where it was, and nothing counts twice.")
{
    shm, sqlite, pocketBase, collection, ndjson, csv, gateway, passwordFile, state, report, patience,
};
command.Validators.Add(result =>
{
    if (new Option[] { shm, sqlite, pocketBase, ndjson, csv }.Count(source => result.GetResult(source) is not null) != 1)
        result.AddError("Name one source: --shm, --sqlite, --pocketbase, --ndjson or --csv");
    if (result.GetResult(passwordFile) is null && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("ADMIN_PASSWORD")))
        result.AddError("The admin's password is missing: ADMIN_PASSWORD or --password-file");
});
passwordFile.AcceptExistingOnly();
command.SetAction((parsed, cancellationToken) => new ImportCommand(
    new ImportOptions
    {
        Shm = parsed.GetValue(shm),
        Sqlite = parsed.GetValue(sqlite),
        PocketBase = parsed.GetValue(pocketBase),
        Collection = parsed.GetValue(collection)!,
        PocketBaseToken = Environment.GetEnvironmentVariable("POCKETBASE_TOKEN"),
        Ndjson = parsed.GetValue(ndjson),
        Csv = parsed.GetValue(csv),
        Gateway = parsed.GetValue(gateway)!,
        Password = parsed.GetValue(passwordFile) is { } file
            ? File.ReadAllText(file.FullName).Trim()
            : Environment.GetEnvironmentVariable("ADMIN_PASSWORD")!,
        State = parsed.GetValue(state),
        Report = parsed.GetValue(report),
        Patience = parsed.GetValue(patience),
    },
    AnsiConsole.Console).RunAsync(cancellationToken));

// A file or a pipe has no width; the console's default is 80 characters.
if (Console.IsOutputRedirected)
    AnsiConsole.Profile.Width = 1000;

// After Ctrl-C the batches in flight are finished.
var arguments = command.Parse(args);
var exitCode = await arguments.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(15) });
return arguments.Errors.Count > 0 ? ImportCommand.BadArguments : exitCode;
