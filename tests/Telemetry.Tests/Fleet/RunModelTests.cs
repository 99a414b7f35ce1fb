using Telemetry.Fleet.Simulation;

namespace Telemetry.Tests.Fleet;

public sealed class RunModelTests
{
    private static readonly FleetOptions Options = new() { Seed = 7 };
    private static readonly ScriptCatalogue Scripts = new(Options);
    private static readonly IReadOnlyList<RunModel> Runs = Make(20_000);

    [Fact]
    public void The_same_seed_creates_the_same_runs_with_unique_ids()
    {
        var again = Make(200, new ScriptCatalogue(Options));

        Assert.Equal(Runs.Take(200).SelectMany(Bodies), again.SelectMany(Bodies));
        Assert.Equal(Runs.Count, Runs.Select(run => run.ExecutionId).Distinct().Count());
    }

    [Fact]
    public void Outcomes_of_runs_have_the_expected_shares()
    {
        Assert.InRange(Share(run => run.Outcome == RunOutcome.Success), 0.83, 0.87);
        Assert.InRange(Share(run => run.Outcome == RunOutcome.Failed), 0.09, 0.13);
        Assert.InRange(Share(run => run.Outcome == RunOutcome.Aborted), 0.025, 0.035);
        Assert.InRange(Share(run => run.Outcome == RunOutcome.Open), 0.005, 0.015);
    }

    [Theory]
    [InlineData("immich", 40)]
    [InlineData("never heard of", 33)]
    [InlineData("immich", 0)]
    [InlineData("immich", 100)]
    public void The_given_percentage_of_runs_of_a_bad_script_fails_in_any_part_of_them(string script, int percent)
    {
        var options = new FleetOptions { Seed = 7, BadScript = script, Fail = percent };
        var runs = Enumerable.Range(0, 200).Select(number => RunModel.Make(number, options, Scripts)).ToList();

        Assert.All(runs, run => Assert.Equal(script, run.Script.Name));
        Assert.All(runs.Chunk(100), part => Assert.Equal(percent, part.Count(run => run.Outcome == RunOutcome.Failed)));
        Assert.InRange(runs.Take(10).Count(run => run.Outcome == RunOutcome.Failed), percent / 10, (percent + 9) / 10);
        Assert.All(runs, run => Assert.Contains(run.Outcome, (RunOutcome[])[RunOutcome.Success, RunOutcome.Failed]));
        Assert.All(runs.Take(5), run => Assert.All(Bodies(run), body => Assert.Contains($"\"{script}\"", body, StringComparison.Ordinal)));
    }

    [Fact]
    public void The_first_script_runs_twice_as_often_as_the_second_and_every_script_runs()
    {
        var popular = Runs.CountBy(run => run.Script.Name).OrderByDescending(count => count.Value).ToList();

        Assert.Equal(Scripts.Scripts.Count, popular.Count);
        Assert.Equal(Scripts.Scripts[0].Name, popular[0].Key);
        Assert.InRange(popular[0].Value / (double)popular[1].Value, 1.8, 2.2);
    }

    [Fact]
    public void A_successful_run_has_about_nine_posts_from_installing_to_success()
    {
        var good = Runs.Where(run => run.Outcome == RunOutcome.Success).Take(2000).ToList();

        Assert.InRange(good.Average(run => run.Posts(light: false).Count()), 8.5, 9.5);
        Assert.All(good, run => Assert.Equal(
            ["installing", "validation", "configuring", "success"],
            Statuses(run).Select(status => status is "sucess" or "done" ? "success" : status).Distinct()));
        Assert.Contains(good, run => Bodies(run).Distinct().Count() < Bodies(run).Count());
    }

    [Fact]
    public void A_light_run_has_only_its_first_and_its_last_post()
    {
        var light = Runs.Where(run => run.Outcome == RunOutcome.Success).Take(100).ToList();

        Assert.All(light, run => Assert.Equal([RunOutcome.Open, RunOutcome.Success], run.Posts(light: true).Select(post => post.Outcome)));
    }

    [Fact]
    public void A_failed_run_has_an_exit_code_and_a_log_whose_line_breaks_are_not_always_escaped()
    {
        var failed = Runs.Where(run => run.Outcome == RunOutcome.Failed).Take(500).ToList();
        var last = failed.Select(run => Parse(Bodies(run).Last())).ToList();

        Assert.All(last, post => Assert.Equal("failed", post.GetProperty("status").GetString()));
        Assert.All(last, post => Assert.NotEqual(0, post.GetProperty("exit_code").GetInt32()));
        Assert.All(last, post => Assert.NotEmpty(post.GetProperty("error").GetString()!));
        Assert.InRange(failed.Count(run => !IsJson(Bodies(run).Last())), 50, 450);
        Assert.DoesNotContain(last, post => post.GetProperty("error").GetString()!.Contains('{', StringComparison.Ordinal));
    }

    [Fact]
    public void An_interrupted_run_is_aborted_or_failed_by_a_signal()
    {
        var last = Runs.Where(run => run.Outcome == RunOutcome.Aborted).Select(run => Parse(Bodies(run).Last())).ToList();

        Assert.All(last, post => Assert.Contains(post.GetProperty("exit_code").GetInt32(), new[] { 129, 130, 143 }));
        Assert.Equal(["aborted", "failed"], last.Select(post => post.GetProperty("status").GetString()!).Distinct().Order());
    }

    [Fact]
    public void Some_clients_resend_the_last_post_with_a_shorter_error()
    {
        var failed = Runs.Where(run => run.Outcome == RunOutcome.Failed).Take(500).ToList();

        Assert.Contains(failed, run =>
        {
            var errors = Bodies(run).Select(Parse)
                .Where(post => post.TryGetProperty("error", out _))
                .Select(post => post.GetProperty("error").GetString()!)
                .ToList();
            return errors[^1].Length < errors[0].Length && errors[0].StartsWith(errors[^1], StringComparison.Ordinal);
        });
    }

    private static IReadOnlyList<RunModel> Make(int count, ScriptCatalogue? scripts = null) =>
        [.. Enumerable.Range(0, count).Select(number => new RunModel(number, Options.Seed, scripts ?? Scripts))];

    private static double Share(Func<RunModel, bool> counts) => Runs.Count(counts) / (double)Runs.Count;

    private static IEnumerable<string> Bodies(RunModel run) => run.Posts(light: false).Select(post => Encoding.UTF8.GetString(post.Body));

    private static IEnumerable<string> Statuses(RunModel run) => Bodies(run).Select(body => Parse(body).GetProperty("status").GetString()!);

    // Escapes line breaks and tabs in strings, as Ingestion does.
    private static JsonElement Parse(string body)
    {
        var repaired = new StringBuilder(body.Length);
        var inside = false;
        for (var i = 0; i < body.Length; i++)
        {
            if (body[i] == '"' && body[i - 1] != '\\')
                inside = !inside;
            repaired.Append((inside, body[i]) switch { (true, '\n') => "\\n", (true, '\t') => "\\t", _ => body[i].ToString() });
        }

        return JsonElement.Parse(repaired.ToString());
    }

    private static bool IsJson(string body)
    {
        try
        {
            JsonElement.Parse(body);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
