using System.CommandLine;
using System.CommandLine.Parsing;
using Telemetry.Fleet.Simulation;

namespace Telemetry.Fleet;

internal static class FleetCommand
{
    // Enough to raise an alert after the runs of an earlier fleet.
    private const int DefaultBadRuns = 100;

    public static RootCommand Create(Func<FleetOptions, CancellationToken, Task<int>> playAsync)
    {
        var defaults = new FleetOptions();
        var gateway = new Option<Uri>("--gateway")
        {
            Description = "Address of the gateway",
            CustomParser = Arguments.ParseAddress,
            DefaultValueFactory = _ => defaults.Gateway,
        };
        var instances = new Option<int?>("--instances")
        {
            Description = $"Number of installations (default {defaults.Instances}, or 0 with --runs or --starts)",
        };
        var applications = new Option<int>("--applications")
        {
            Description = "Number of applications",
            DefaultValueFactory = _ => defaults.Applications,
        };
        var history = new Option<TimeSpan>("--history")
        {
            Description = "Back-dated hourly snapshots since then, at most 30d",
            CustomParser = Arguments.ParseSpan,
        };
        var runs = new Option<int>("--runs") { Description = "Number of runs of scripts" };
        var badScript = new Option<string?>("--bad-script")
        {
            Description = $"Play a bad release: all runs (default {DefaultBadRuns}) are of this script",
        };
        var fail = new Option<int>("--fail")
        {
            Description = "How many percent of its runs fail",
            DefaultValueFactory = _ => defaults.Fail,
        };
        var light = new Option<bool>("--light") { Description = "Two posts a run instead of some nine" };
        var starts = new Option<int>("--starts") { Description = "Number of starts of containers" };
        var duration = new Option<TimeSpan>("--duration")
        {
            Description = "Go on sending snapshots for so long, e.g. 5m",
            CustomParser = Arguments.ParseSpan,
        };
        var rate = new Option<int>("--rate") { Description = "Posts a second, 0 = as fast as possible" };
        var concurrency = new Option<int>("--concurrency")
        {
            Description = "Clients that post at the same time",
            DefaultValueFactory = _ => defaults.Concurrency,
        };
        var patience = new Option<TimeSpan>("--patience")
        {
            Description = "How long a post is repeated on 503 or no answer (default 2m)",
            CustomParser = Arguments.ParseSpan,
            DefaultValueFactory = _ => defaults.Patience,
        };
        var seed = new Option<int>("--seed") { Description = "Play the same clients again", DefaultValueFactory = _ => defaults.Seed };

        foreach (var positive in new[] { applications, concurrency })
            positive.Validators.Add(result => AddErrorIf(
                result, result.GetValueOrDefault<int>() < 1, $"{positive.Name} must be at least 1"));
        foreach (var natural in new[] { runs, starts, rate })
            natural.Validators.Add(result => AddErrorIf(
                result, result.GetValueOrDefault<int>() < 0, $"{natural.Name} must not be negative"));
        instances.Validators.Add(result => AddErrorIf(result, result.GetValueOrDefault<int?>() < 0, "--instances must not be negative"));
        badScript.Validators.Add(result => AddErrorIf(
            result, result.GetValueOrDefault<string?>() is not { Length: >= 1 and <= 64 }, "--bad-script must have 1 to 64 characters"));
        fail.Validators.Add(result => AddErrorIf(result, result.GetValueOrDefault<int>() is < 0 or > 100, "--fail must be from 0 to 100"));
        history.Validators.Add(result => AddErrorIf(
            result,
            result.GetValueOrDefault<TimeSpan>() > TimeSpan.FromDays(30),
            "--history must be at most 30d: older snapshots are refused"));

        var command = new RootCommand("Plays self-hosted software, install scripts and containers that send their telemetry to a gateway.")
        {
            gateway, instances, applications, history, runs, badScript, fail, light, starts, duration, rate, concurrency, patience, seed,
        };
        command.SetAction((parsed, cancellationToken) => playAsync(
            new FleetOptions
            {
                Gateway = parsed.GetValue(gateway)!,
                Instances = parsed.GetValue(instances) ?? (RunsOf(parsed) + parsed.GetValue(starts) > 0 ? 0 : defaults.Instances),
                Applications = parsed.GetValue(applications),
                History = parsed.GetValue(history),
                Runs = RunsOf(parsed),
                BadScript = parsed.GetValue(badScript),
                Fail = parsed.GetValue(fail),
                Light = parsed.GetValue(light),
                Starts = parsed.GetValue(starts),
                Duration = parsed.GetValue(duration),
                Rate = parsed.GetValue(rate),
                Concurrency = parsed.GetValue(concurrency),
                Patience = parsed.GetValue(patience),
                Seed = parsed.GetValue(seed),
            },
            cancellationToken));
        return command;

        int RunsOf(ParseResult parsed) => parsed.GetValue(badScript) is not null && parsed.GetResult(runs) is null or { Implicit: true }
            ? DefaultBadRuns
            : parsed.GetValue(runs);
    }

    private static void AddErrorIf(SymbolResult result, bool isWrong, string message)
    {
        if (isWrong)
            result.AddError(message);
    }
}
