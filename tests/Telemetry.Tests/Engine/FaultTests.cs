using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Engine;
using Telemetry.Tests.Fixtures;

namespace Telemetry.Tests.Engine;

public sealed class FaultTests
{
    [Fact]
    public void A_missing_program_is_one_line_with_its_package()
    {
        var fault = Assert.Throws<DistributedApplicationException>(() => new Programs("/nowhere").Require("cache", "redis-server", "redis-server", "valkey-server"));

        Assert.Equal("cache: the program redis-server is missing. Install it with: apt-get install redis-server", fault.Message);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named_with_the_setting_that_chose_it()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        await using var model = new Model($"--WEB_PORT={port}");
        model.AddSleeper("web").WithHttpEndpoint(port);

        var fault = await Assert.ThrowsAsync<DistributedApplicationException>(model.StartAsync);

        Assert.Equal($"web: port {port} is in use by another program (set WEB_PORT to another).", fault.Message);
    }

    [Fact]
    public async Task A_data_directory_has_one_application_at_a_time()
    {
        using var data = new TemporaryDirectory();
        await using var first = new Model($"--DATA_DIR={data.Path}");
        await using var second = new Model($"--DATA_DIR={data.Path}");
        await first.StartAsync();

        var fault = await Assert.ThrowsAsync<DistributedApplicationException>(second.StartAsync);

        Assert.Equal($"DATA_DIR: {data.Path} is in use by another AppHost. Stop it, or set DATA_DIR to another directory.", fault.Message);
    }

    [Fact]
    public async Task When_the_application_is_killed_its_processes_and_temporary_directories_go()
    {
        using var directory = new TemporaryDirectory();
        var watchdog = new Watchdog();
        using var child = Process.Start("setsid", ["sh", "-c", "sleep 1000 & wait"]);
        using var finished = Process.Start("setsid", ["true"]);
        watchdog.Watch(child.Id);
        watchdog.Watch(finished.Id);
        watchdog.Forget(finished.Id);
        watchdog.Remove(directory.Path);

        // Its pipe closes, as it does when the process at this end dies.
        await watchdog.DisposeAsync();

        Assert.True(child.WaitForExit(TimeSpan.FromSeconds(30)));
        Assert.False(Directory.Exists(directory.Path));
    }

    [Fact]
    public void Secrets_and_control_characters_do_not_reach_the_log()
    {
        ResourceCollection resources = [new ParameterResource("password", () => "hunter2hunter2", secret: true), new ParameterResource("page", () => "plain-text", secret: false)];

        var line = new SecretValues(resources).Clean("login hunter2hunter2 \u001b[2J plain-text");

        Assert.Equal("login ***  [2J plain-text", line);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1st")]
    [InlineData("two words")]
    [InlineData("naïve")]
    [InlineData("a2345678901234567890123456789012345678901234567890123456789012345")]
    public void A_resource_needs_a_name_that_variables_and_hosts_can_have(string name) =>
        Assert.Throws<ArgumentException>(() => DistributedApplication.CreateBuilder([]).AddRedis(name));

    [Fact]
    public void Two_resources_cannot_have_one_name()
    {
        var builder = DistributedApplication.CreateBuilder([]);
        builder.AddRedis("cache");

        Assert.Throws<DistributedApplicationException>(() => builder.AddRabbitMQ("Cache"));
    }
}
