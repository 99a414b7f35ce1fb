using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Telemetry.AppHost.Servers;

/// <summary>
/// Decides how PostgreSQL, RabbitMQ and Redis run: <c>SERVERS</c> or, with <c>auto</c>, whether a container engine responds.
/// </summary>
internal static class ServerMode
{
    // A client without a usable engine may hang.
    private static readonly TimeSpan EngineDeadline = TimeSpan.FromSeconds(5);

    private static readonly Lazy<string?> s_engine = new(FindEngine);

    /// <summary>
    /// The first call of an application prints the decision and its reason. Throws <see cref="DistributedApplicationException"/> if SERVERS
    /// is containers and no engine responds.
    /// </summary>
    public static bool RunsServersAsProcesses(this IDistributedApplicationBuilder builder)
    {
        if (builder.Services.LastOrDefault(service => service.ServiceType == typeof(Decision))?.ImplementationInstance is Decision known)
            return known.AsProcesses;

        _ = Enum.TryParse<ServerChoice>(builder.Configuration["SERVERS"], ignoreCase: true, out var choice);
        var decision = Decide(choice);
        builder.Services.AddSingleton(decision);
        Console.WriteLine($"Servers: {(decision.AsProcesses ? "processes" : "containers")} ({decision.Reason})");
        return decision.AsProcesses;
    }

    private static Decision Decide(ServerChoice choice) => choice switch
    {
        ServerChoice.Processes => new(AsProcesses: true, "SERVERS=processes"),
        ServerChoice.Containers when s_engine.Value is { } engine => new(AsProcesses: false, $"SERVERS=containers, of {engine}"),
        ServerChoice.Containers => throw new DistributedApplicationException(
            "SERVERS: no container engine answers. Start Docker or Podman, or set SERVERS=processes to use this machine's own packages."),
        _ when s_engine.Value is { } engine => new(AsProcesses: false, $"{engine} answers"),
        _ => new(AsProcesses: true, "no container engine answers"),
    };

    // The orchestrator looks for the same two.
    private static string? FindEngine()
    {
        var chosen = Environment.GetEnvironmentVariable("ASPIRE_CONTAINER_RUNTIME");
        string[] engines = chosen is { Length: > 0 } ? [chosen] : ["docker", "podman"];
        return engines.FirstOrDefault(IsRunning);
    }

    private static bool IsRunning(string engine)
    {
        try
        {
            using var client = Process.Start(new ProcessStartInfo(engine, ["info"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            })!;
            _ = client.StandardOutput.ReadToEndAsync();
            _ = client.StandardError.ReadToEndAsync();
            if (client.WaitForExit(EngineDeadline))
                return client.ExitCode == 0;

            client.Kill();
            return false;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // It is not installed.
            return false;
        }
    }

    private sealed record Decision(bool AsProcesses, string Reason);
}

internal enum ServerChoice
{
    /// <summary>As containers if a container engine responds, else as processes.</summary>
    Auto,

    Containers,

    /// <summary>As processes of this machine's packages.</summary>
    Processes,
}
