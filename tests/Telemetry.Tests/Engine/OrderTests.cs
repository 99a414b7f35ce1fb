using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Engine;
using Telemetry.Tests.Fixtures;

namespace Telemetry.Tests.Engine;

public sealed class OrderTests
{
    [Fact]
    public async Task A_resource_starts_when_what_it_waits_for_is_healthy_and_not_before()
    {
        await using var model = new Model();
        var first = model.AddSleeper("first").WithHttpEndpoint().WithHttpHealthCheck("/ready");
        model.AddSleeper("second").WaitFor(first);
        await model.StartAsync();

        await model.WaitAsync("first", e => e.Snapshot.State == KnownResourceStates.Running);
        var second = await model.WaitAsync("second", _ => true);
        Assert.Equal(KnownResourceStates.Waiting, second.Snapshot.State);

        model.AnswerOn(first.GetEndpoint("http").Port);
        await model.HealthyAsync("second");
    }

    [Fact]
    public async Task Everything_stops_in_reverse_order()
    {
        using var directory = new TemporaryDirectory();
        var log = Path.Combine(directory.Path, "log");
        await using (var model = new Model())
        {
            IResourceBuilder<ExecutableResource> Add(string name) =>
                model.Builder.AddExecutable(name, "sh", "/", "-c", $"trap 'echo {name} >> {log}; exit' TERM; echo up >> {log}.{name}; while :; do sleep 0.05; done");
            var first = Add("first");
            var second = Add("second").WaitFor(first);
            Add("third").WaitFor(second);
            await model.StartAsync();
            foreach (var name in new[] { "first", "second", "third" })
            {
                await model.HealthyAsync(name);
                Assert.True(SpinWait.SpinUntil(() => File.Exists($"{log}.{name}"), TimeSpan.FromSeconds(30)));
            }
        }

        Assert.Equal(["third", "second", "first"], await File.ReadAllLinesAsync(log));
    }

    [Fact]
    public async Task A_program_that_ends_is_started_again()
    {
        await using var model = new Model();
        model.AddSleeper("sleeper");
        await model.StartAsync();
        await model.HealthyAsync("sleeper");
        var before = model.ProcessOf("sleeper");

        await model.KillAndAwaitRecoveryAsync("sleeper");

        Assert.NotEqual(before, model.ProcessOf("sleeper"));
    }

    [Fact]
    public async Task A_program_that_ignores_the_request_to_end_is_ended()
    {
        await using var watchdog = new Watchdog();
        var ignores = new TaskCompletionSource();
        await using var deaf = ChildProcess.Start(new CommandLine("sh", ["-c", "trap '' TERM; echo ready; sleep 1000"], "/"), watchdog, _ => ignores.TrySetResult());
        await ignores.Task.WaitAsync(TimeSpan.FromSeconds(30));

        await deaf.StopAsync(Native.Terminate, within: TimeSpan.FromMilliseconds(100));

        Assert.False(Processes.IsAlive(deaf.Id));
    }
}
