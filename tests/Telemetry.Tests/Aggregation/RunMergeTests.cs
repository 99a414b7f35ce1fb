using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Telemetry.Aggregation.Runs;

namespace Telemetry.Tests.Aggregation;

/// <summary>The merge of posts into a run, without a database.</summary>
public sealed class RunMergeTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    // Posts in order of arrival: status@second and further fields. "closed" is the timeout of a stuck run.
    [Theory]
    // The newest outcome other than unknown wins, by its time and not by its arrival.
    [InlineData("installing@0", "installing, sent installing")]
    [InlineData("installing@0 validation@1 configuring@2", "configuring, sent configuring")]
    [InlineData("configuring@2 installing@0", "configuring, sent configuring")]
    [InlineData("installing@0 success@9", "success, sent success, outcome 9")]
    [InlineData("success@9 installing@0", "success, sent success, outcome 9")]
    [InlineData("success@9 failed@10 exit=1", "failed, sent failed, exit 1, unknown, outcome 10")]
    [InlineData("failed@10 exit=1 success@9", "failed, sent failed, exit 1, unknown, outcome 10")]
    [InlineData("failed@9 exit=100 success@10 exit=0", "success, sent success, exit 0, outcome 10")]
    [InlineData("aborted@9", "aborted, sent aborted, unknown, outcome 9")]
    // A status without outcome does not replace an outcome.
    [InlineData("success@9 exit=0 configuring@10 exit=7", "success, sent success, exit 0, outcome 9")]
    [InlineData(
        "failed@9 exit=6 error=short installing@10 error=much-longer", "failed, sent failed, exit 6, network, error short, outcome 9")]
    // The outcome unknown is replaced by any other.
    [InlineData("installing@0 unknown@5", "unknown, sent unknown, outcome 5")]
    [InlineData("unknown@5 success@4", "success, sent success, outcome 4")]
    [InlineData("success@4 unknown@5", "success, sent success, outcome 4")]
    [InlineData("unknown@5 unknown@7", "unknown, sent unknown, outcome 7")]
    [InlineData("unknown@5 installing@7", "unknown, sent unknown, outcome 5")]
    // The timeout is replaced by any outcome that a client sends.
    [InlineData("installing@0 closed@3600", "unknown, sent installing, timeout, outcome 3600, timed out")]
    [InlineData("installing@0 closed@3600 configuring@3700", "unknown, sent installing, timeout, outcome 3600, timed out")]
    [InlineData("installing@0 closed@3600 success@3700", "success, sent success, outcome 3700")]
    [InlineData("installing@0 closed@3600 success@60", "success, sent success, outcome 60")]
    [InlineData("installing@0 closed@3600 failed@60 exit=28", "failed, sent failed, exit 28, timeout, outcome 60")]
    [InlineData("installing@0 closed@3600 unknown@60", "unknown, sent unknown, outcome 60")]
    // Exit codes 129, 130 and 143 turn failed into aborted; no other field changes the status that the client sent.
    [InlineData("failed@1 exit=128", "failed, sent failed, exit 128, shell, outcome 1")]
    [InlineData("failed@1 exit=129", "aborted, sent failed, exit 129, user_aborted, outcome 1")]
    [InlineData("failed@1 exit=130", "aborted, sent failed, exit 130, user_aborted, outcome 1")]
    [InlineData("failed@1 exit=131", "failed, sent failed, exit 131, signal, outcome 1")]
    [InlineData("failed@1 exit=142", "failed, sent failed, exit 142, signal, outcome 1")]
    [InlineData("failed@1 exit=143", "aborted, sent failed, exit 143, signal, outcome 1")]
    [InlineData("failed@1 exit=144", "failed, sent failed, exit 144, signal, outcome 1")]
    [InlineData("success@1 exit=130", "success, sent success, exit 130, outcome 1")]
    [InlineData("unknown@1 exit=130", "unknown, sent unknown, exit 130, outcome 1")]
    [InlineData("aborted@1 exit=1", "aborted, sent aborted, exit 1, unknown, outcome 1")]
    [InlineData("failed@1 error=Interrupted", "failed, sent failed, unknown, error Interrupted, outcome 1")]
    [InlineData("failed@1 exit=130 failed@2", "aborted, sent failed, exit 130, user_aborted, outcome 2")]
    // A resent outcome keeps the longer error; another outcome replaces it.
    [InlineData(
        "failed@1 exit=1 error=a-long-one failed@2 exit=1 error=short",
        "failed, sent failed, exit 1, unknown, error a-long-one, outcome 2")]
    [InlineData(
        "failed@2 exit=1 error=short failed@1 exit=1 error=a-long-one",
        "failed, sent failed, exit 1, unknown, error a-long-one, outcome 2")]
    [InlineData("failed@1 error=a-long-one aborted@2 error=other", "aborted, sent aborted, unknown, error other, outcome 2")]
    [InlineData("failed@1 error=a-long-one aborted@2", "aborted, sent aborted, unknown, error a-long-one, outcome 2")]
    [InlineData("aborted@2 error=other failed@1 error=a-long-one", "aborted, sent aborted, unknown, error other, outcome 2")]
    [InlineData("configuring@1 error=a-long-one failed@2 error=other", "failed, sent failed, unknown, error other, outcome 2")]
    [InlineData(
        "failed@1 exit=130 error=a-long-one failed@2 exit=130 error=short",
        "aborted, sent failed, exit 130, user_aborted, error a-long-one, outcome 2")]
    // The category comes from the exit code, then from the text, then from the client.
    [InlineData(
        "failed@1 exit=100 error=permission_denied category=network",
        "failed, sent failed, exit 100, apt, error permission_denied, outcome 1")]
    [InlineData(
        "failed@1 exit=1 error=bash:_foo:_command_not_found category=network",
        "failed, sent failed, exit 1, command_not_found, error bash:_foo:_command_not_found, outcome 1")]
    [InlineData("failed@1 exit=1 error=alas category=network", "failed, sent failed, exit 1, network, error alas, outcome 1")]
    [InlineData("failed@1 exit=1 error=alas", "failed, sent failed, exit 1, unknown, error alas, outcome 1")]
    [InlineData("success@1 exit=100 category=network", "success, sent success, exit 100, outcome 1")]
    // A missing field does not erase a value.
    [InlineData("failed@1 exit=6 category=apt failed@2", "failed, sent failed, exit 6, network, outcome 2")]
    public void Posts_are_merged_to_the_expected_outcome(string arrivals, string expected)
    {
        var run = Merged(arrivals);

        Assert.Equal(expected, Outcome(run));
    }

    [Theory]
    [InlineData("installing@0", "installing@0")]
    [InlineData("installing@0 installing@1 installing@2", "installing@0")]
    [InlineData("installing@2 installing@0 installing@1", "installing@0")]
    [InlineData("installing@0 validation@1 installing@2", "installing@0 validation@1 installing@2")]
    [InlineData("success@9 configuring@5 installing@0", "installing@0 configuring@5 success@9")]
    [InlineData("installing@0 success@9 installing@4", "installing@0 success@9")]
    [InlineData("installing@0 success@9 success@4", "installing@0 success@4")]
    [InlineData("installing@0 success@9 failed@4 exit=130", "installing@0 failed@4 success@9")]
    [InlineData("installing@0 closed@5 success@9", "installing@0 success@9")]
    public void Steps_are_ordered_by_time_without_consecutive_duplicates(string arrivals, string expected)
    {
        var steps = Merged(arrivals).Steps.Select(step => $"{step.Status}@{(step.At - Start.UtcDateTime).TotalSeconds}");

        Assert.Equal(expected, string.Join(' ', steps));
    }

    [Fact]
    public void A_run_keeps_at_most_64_steps_including_the_newest()
    {
        var posts = Enumerable.Range(0, 500).Select(second => $"{(second % 2 == 0 ? "installing" : "validation")}@{second}");

        var run = Merged($"{string.Join(' ', posts)} success@500");

        Assert.Equal(64, run.Steps.Count);
        Assert.Equal(new RunStep("success", Start.AddSeconds(500).UtcDateTime), run.Steps[^1]);
        Assert.Equal(32, run.Digests.Count);
    }

    [Fact]
    public void Steps_are_written_in_the_format_of_the_protocol_and_read_back()
    {
        var steps = Merged("installing@0 success@1.25").Steps;

        var json = steps.ToJson();

        Assert.Equal("""[{"s":"installing","t":"2026-01-02T03:04:05Z"},{"s":"success","t":"2026-01-02T03:04:06.25Z"}]""", json);
        Assert.Equal(steps, RunSteps.FromJson(json));
    }

    [Fact]
    public void A_later_value_replaces_an_earlier_one_and_a_missing_value_changes_nothing()
    {
        var run = new TestRun(start: Start);
        var first = run.Begins();
        var later = run.Posts("configuring", TimeSpan.FromSeconds(5)) with { OsType = "alpine", CoreCount = 4, HasArm = true };
        var late = run.Posts("validation", TimeSpan.FromSeconds(2)) with
        {
            OsType = "ubuntu", CoreCount = 1, CpuModel = "N200", RepoSlug = "fork/ProxmoxVE",
        };

        var state = new[] { first, later, late }.Aggregate((RunState?)null, RunMerge.Merge)!;

        Assert.Equal(
            ("alpine", "13", 4, 2048, (bool?)true, "N100", "community-scripts/ProxmoxVE", "igpu"),
            (state.OsType, state.OsVersion, state.CoreCount, state.RamSize, state.HasArm, state.CpuModel, state.Slug,
                state.GpuPassthrough));
    }

    // Posts in order of arrival: repository@second.
    [Theory]
    [InlineData("@0", "external")]
    [InlineData("@0 ProxmoxVE@1", "ProxmoxVE")]
    [InlineData("@1 ProxmoxVE@0", "ProxmoxVE")]
    [InlineData("ProxmoxVE@0 @1", "ProxmoxVE")]
    [InlineData("ProxmoxVE@0 ProxmoxVED@1", "ProxmoxVED")]
    [InlineData("ProxmoxVED@1 external@0", "ProxmoxVED")]
    public void A_run_without_a_repository_in_its_posts_is_external(string posts, string expected)
    {
        var source = new TestRun(start: Start);
        RunState? run = null;
        foreach (var post in posts.Split(' '))
        {
            var parts = post.Split('@');
            var second = int.Parse(parts[1], CultureInfo.InvariantCulture);
            run = RunMerge.Merge(run, source.Posts("installing", TimeSpan.FromSeconds(second)) with { RepoSource = parts[0] });
        }

        Assert.Equal(expected, run!.Repo);
    }

    [Fact]
    public void A_late_post_fills_missing_fields()
    {
        var run = new TestRun(start: Start);

        var state = RunMerge.Merge(RunMerge.Merge(null, run.Posts("configuring", TimeSpan.FromSeconds(5))), run.Begins());

        Assert.Equal(("debian", 2, "configuring"), (state.OsType, state.CoreCount, state.Status));
        Assert.Equal(Start.AddSeconds(5).UtcDateTime, state.CreatedAt);
    }

    [Fact]
    public void Duplicates_are_detected_among_the_newest_32_posts()
    {
        var run = new TestRun(start: Start);
        var posts = Enumerable.Range(0, 33).Select(second => run.Posts("installing", TimeSpan.FromSeconds(second))).ToList();

        var state = posts.Aggregate((RunState?)null, RunMerge.Merge)!;

        Assert.False(RunMerge.IsDuplicate(null, posts[0]));
        Assert.False(RunMerge.IsDuplicate(state, posts[0]));
        Assert.All(posts.Skip(1), post => Assert.True(RunMerge.IsDuplicate(state, post)));
    }

    [Fact]
    public void Posts_in_any_order_give_the_same_outcome()
    {
        var post =
            from second in Gen.Choose(0, 9999)
            from status in Gen.Elements("installing", "validation", "configuring", "success", "failed", "aborted", "unknown")
            from exitCode in Gen.Elements(0, 1, 100, 130, 143)
            select (Second: second, Status: status, ExitCode: exitCode);

        // Of two posts with the same time the one that arrives later counts, so times are distinct here.
        Prop.ForAll(
            Arbitraries.Lists(post), posts => InOrderOfArrival([.. posts.DistinctBy(each => each.Second)])).QuickCheckThrowOnFailure();
    }

    private static void InOrderOfArrival(IReadOnlyList<(int Second, string Status, int ExitCode)> posts)
    {
        if (posts.Count == 0)
            return;

        var run = new TestRun(start: Start);
        var state = posts
            .Select(post => run.Posts(post.Status, TimeSpan.FromSeconds(post.Second)) with { ExitCode = post.ExitCode })
            .Aggregate((RunState?)null, RunMerge.Merge)!;

        // The expected outcome, from all posts at once.
        var newest = posts.OrderBy(post => post.Second).ToList();
        var end = newest.LastOrDefault(post => post.Status is "success" or "failed" or "aborted") is { Status: not null } real ? real
            : newest.LastOrDefault(post => post.Status == "unknown") is { Status: not null } unknown ? unknown
            : newest[^1];
        Assert.Equal(end.Status, state.StatusSent);
        Assert.Equal(end is { Status: "failed", ExitCode: 130 or 143 } ? "aborted" : end.Status, state.Status);
        Assert.Equal(end.ExitCode, state.ExitCode);
        Assert.Equal(
            end.Status is "installing" or "validation" or "configuring" ? null : Start.AddSeconds(end.Second).UtcDateTime, state.OutcomeAt);
        Assert.Equal(Start.AddSeconds(newest[^1].Second).UtcDateTime, state.UpdatedAt);
        Assert.Equal(state.Steps.OrderBy(step => step.At), state.Steps);
        Assert.DoesNotContain(state.Steps.Zip(state.Steps.Skip(1)), pair => pair.First.Status == pair.Second.Status);
    }

    private static RunState Merged(string arrivals)
    {
        var run = new TestRun(start: Start);
        RunState? state = null;
        RunReported? post = null;
        foreach (var word in arrivals.Split(' '))
        {
            var (name, value) = word.IndexOf('=') is var at and >= 0
                ? (word[..at], word[(at + 1)..].Replace('_', ' ').Replace('-', ' '))
                : (word, "");
            if (value.Length == 0)
            {
                Take();
                var second = TimeSpan.FromSeconds(double.Parse(name[(name.IndexOf('@') + 1)..]));
                var status = name[..name.IndexOf('@')];
                if (status == "closed")
                    state = RunMerge.TimeOut(state!, Start + second);
                else
                    post = run.Posts(status, second);
                continue;
            }

            post = name switch
            {
                "exit" => post! with { ExitCode = int.Parse(value) },
                "error" => post! with { Error = word[6..].Replace('_', ' ') },
                "category" => post! with { ErrorCategory = value },
                _ => throw new ArgumentException(word, nameof(arrivals)),
            };
        }

        Take();
        return state!;

        void Take()
        {
            if (post is not null)
                state = RunMerge.Merge(state, post);
            post = null;
        }
    }

    private static string Outcome(RunState run) => string.Join(", ", new[]
    {
        run.Status,
        $"sent {run.StatusSent}",
        run.ExitCode is { } code ? $"exit {code}" : "",
        run.Category,
        run.Error.Length > 0 ? $"error {run.Error.Replace(' ', '_')}" : "",
        run.OutcomeAt is { } at ? $"outcome {(at - Start.UtcDateTime).TotalSeconds}" : "",
        run.TimedOut ? "timed out" : "",
    }.Where(part => part.Length > 0));
}
