using System.CommandLine;
using Spectre.Console;
using Telemetry.Fleet;
using Telemetry.Fleet.Client;

var defaults = new FleetOptions();
var gateway = new Option<Uri>("--gateway") { Description = "Address of the gateway", CustomParser = Arguments.ParseAddress, DefaultValueFactory = _ => defaults.Gateway };
var instances = new Option<int>("--instances") { Description = "Number of installations", DefaultValueFactory = _ => defaults.Instances };
var applications = new Option<int>("--applications") { Description = "Number of applications", DefaultValueFactory = _ => defaults.Applications };
var history = new Option<TimeSpan>("--history") { Description = "Back-dated hourly snapshots since then, at most 30d", CustomParser = Arguments.ParseSpan };
var duration = new Option<TimeSpan>("--duration") { Description = "Go on sending for so long, e.g. 5m", CustomParser = Arguments.ParseSpan };
var rate = new Option<int>("--rate") { Description = "Posts a second, 0 = as fast as possible" };
var concurrency = new Option<int>("--concurrency") { Description = "Instances that post at the same time", DefaultValueFactory = _ => defaults.Concurrency };
var patience = new Option<TimeSpan>("--patience") { Description = "How long a post is repeated on 503 or no answer (default 2m)", CustomParser = Arguments.ParseSpan, DefaultValueFactory = _ => defaults.Patience };
var seed = new Option<int>("--seed") { Description = "Play the same instances again", DefaultValueFactory = _ => defaults.Seed };

foreach (var positive in new[] { instances, applications, concurrency })
    positive.Validators.Add(result => AddErrorIf(result, result.GetValueOrDefault<int>() < 1, $"{positive.Name} must be at least 1"));
rate.Validators.Add(result => AddErrorIf(result, result.GetValueOrDefault<int>() < 0, "--rate must not be negative"));
history.Validators.Add(result => AddErrorIf(result, result.GetValueOrDefault<TimeSpan>() > TimeSpan.FromDays(30), "--history must be at most 30d: older snapshots are refused"));

var command = new RootCommand("Plays installations of self-hosted software that send their telemetry to a gateway.")
{
    gateway, instances, applications, history, duration, rate, concurrency, patience, seed,
};
command.SetAction((parsed, cancellationToken) => PlayAsync(
    new FleetOptions
    {
        Gateway = parsed.GetValue(gateway)!,
        Instances = parsed.GetValue(instances),
        Applications = parsed.GetValue(applications),
        History = parsed.GetValue(history),
        Duration = parsed.GetValue(duration),
        Rate = parsed.GetValue(rate),
        Concurrency = parsed.GetValue(concurrency),
        Patience = parsed.GetValue(patience),
        Seed = parsed.GetValue(seed),
    },
    cancellationToken));
return await command.Parse(args).InvokeAsync();

static void AddErrorIf(System.CommandLine.Parsing.SymbolResult result, bool wrong, string fault)
{
    if (wrong)
        result.AddError(fault);
}

static async Task<int> PlayAsync(FleetOptions options, CancellationToken cancellationToken)
{
    var run = new FleetRun(options, TimeProvider.System.GetUtcNow());
    try
    {
        var result = await Report.WithProgressAsync(run, cancellationToken);
        Report.Summarise(options, run.Answers, result);
        return result.Unacknowledged == 0 ? 0 : 1;
    }
    catch (RateLimitedException e)
    {
        Report.Summarise(options, run.Answers, result: null);
        AnsiConsole.MarkupLineInterpolated($"[red]{e.Message}[/]");
        return 2;
    }
}
